// Command validation compares what dslint says of the fields of workloads with what
// the API server of Kubernetes answers, whose own code it runs in process: strict
// decoding, defaults, validation.
//
// It takes its built-in manifests, and those of the folders that it is given, as
// they are, and then changes them at random. A manifest on which the two differ is
// shrunk to what the difference needs.
package main

import (
	"flag"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"k8s.io/klog/v2"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("validation: ")
	start := time.Now()                                 //nolint:forbidigo // tells how long it took
	if err := run(os.Args[1:], os.Stdout); err != nil { //nolint:forbidigo // main names the terminal
		log.Fatal(err)
	}
	log.Print(time.Since(start).Round(time.Second))
}

// options are the flags.
type options struct {
	folders  []string
	rounds   int
	seed     uint64
	kinds    []string
	failures int
	recordTo string
}

func run(args []string, w io.Writer) error {
	var o options
	flags := flag.NewFlagSet("validation [flags] [folder...]", flag.ContinueOnError)
	flags.IntVar(&o.rounds, "n", 10_000, "how many changed `objects` to compare")
	flags.Uint64Var(&o.seed, "seed", 1, "the `number` that the changes are made from")
	kinds := flags.String("kinds", "DaemonSet,DaemonSet,DaemonSet,Pod,Deployment,ReplicaSet,StatefulSet,Job,CronJob",
		"the `kinds` that changed objects get, each as often as it stands here")
	flags.IntVar(&o.failures, "failures", 20, "stop after this `number` of kinds of differences")
	flags.StringVar(&o.recordTo, "record", "",
		"add a manifest for every kind of error of Kubernetes to this `file`, and compare nothing")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o.folders, o.kinds = flags.Args(), strings.Split(*kinds, ",")
	klog.SetLogger(klog.Logger{}) // silence: what the two ways of validation inside Kubernetes disagree on
	kubernetes, err := newServer()
	if err != nil {
		return err
	}
	if o.recordTo != "" {
		return o.record(w, kubernetes)
	}
	return o.compare(w, kubernetes)
}
