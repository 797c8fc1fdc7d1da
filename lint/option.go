package lint

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

// Option is a setting of a rule, which the config may change beside its severity.
type Option struct {
	// Name is the key in the config, in camel case: allowedNamespaces.
	Name string
	// Summary says what the option does, in one sentence without a full stop.
	Summary string
	// Default is what holds where the config says nothing. Its type is that of the
	// option, one of [OptionValue].
	Default any
	// OneOf are the words that a string may be; any string where there are none.
	OneOf []string
}

// OptionValue are the types that options have.
type OptionValue interface {
	bool | int | string | Percent | resource.Quantity | []string | map[string][]string
}

// Percent is a share, from 0 to 1.
type Percent float64

// String returns "25%".
func (p Percent) String() string {
	const perHundred, digits = 100, 4
	return strconv.FormatFloat(float64(p)*perHundred, 'g', digits, 64) + "%"
}

// ParsePercent reads what String writes.
func ParsePercent(text string) (Percent, error) {
	const perHundred = 100
	number, isPercent := strings.CutSuffix(text, "%")
	plain := strings.Trim(number, ".0123456789") == "" // neither a sign nor an exponent
	share, err := strconv.ParseFloat(number, 64)
	if !isPercent || !plain || err != nil || share > perHundred {
		return 0, fmt.Errorf("%q is no percentage from 0%% to 100%%", text)
	}
	return Percent(share / perHundred), nil
}

// OptionOf returns the value that an option of the running rule has. It panics where
// the rule has no such option, or one of another type: that is a mistake in the rule.
func OptionOf[T OptionValue](pass *Pass, name string) T {
	value, ok := pass.Rule.Option(name).(T)
	if !ok {
		panic(fmt.Sprintf("rule %s has no option %q of type %T", pass.Rule.Name, name, value))
	}
	return value
}

// Option returns the value of an option, nil where the rule has none of that name.
func (r *Rule) Option(name string) any {
	if value, set := r.set[name]; set {
		return value
	}
	if option := r.findOption(name); option != nil {
		return option.Default
	}
	return nil
}

func (r *Rule) findOption(name string) *Option {
	i := slices.IndexFunc(r.Options, func(o Option) bool { return o.Name == name })
	if i < 0 {
		return nil
	}
	return &r.Options[i]
}

// Type says in words what the config has to hold for the option.
func (o *Option) Type() string {
	switch o.Default.(type) {
	case bool:
		return "true or false"
	case int:
		return "an integer from 0 on"
	case Percent:
		return "a percentage such as 25%"
	case resource.Quantity:
		return "a quantity such as 128Mi"
	case []string:
		return "a list of strings"
	case map[string][]string:
		return "a mapping of names to lists of strings"
	}
	if len(o.OneOf) > 0 {
		return "one of " + strings.Join(o.OneOf, ", ")
	}
	return "a string"
}

// DefaultText writes the default as a config holds it.
func (o *Option) DefaultText() string {
	switch value := o.Default.(type) {
	case Percent:
		return value.String()
	case resource.Quantity:
		return value.String()
	}
	text, err := json.Marshal(o.Default)
	if err != nil || string(text) == "null" {
		return "none"
	}
	return string(text)
}

// Parse reads the value that a config holds for the option, as plain Go values. The
// error says what it holds, and what belongs there.
func (o *Option) Parse(value any) (any, error) {
	if parsed := o.parse(value); parsed != nil {
		return parsed, nil
	}
	nearest := ""
	if word, ok := value.(string); ok {
		nearest = Hint(word, o.OneOf)
	}
	return nil, fmt.Errorf("%s holds %s, where %s belongs%s", o.Name, describe(value), o.Type(), nearest)
}

// parse returns nil for a value of another type.
func (o *Option) parse(value any) any {
	switch o.Default.(type) {
	case bool:
		if set, ok := value.(bool); ok {
			return set
		}
	case int:
		return parseCount(value)
	case string:
		return o.parseWord(value)
	case Percent:
		return parsePercent(value)
	case resource.Quantity:
		return parseQuantity(value)
	case []string:
		return parseList(value)
	case map[string][]string:
		return parseLists(value)
	}
	return nil
}

func (o *Option) parseWord(value any) any {
	word, ok := value.(string)
	if !ok || len(o.OneOf) > 0 && !slices.Contains(o.OneOf, word) {
		return nil
	}
	return word
}

func parsePercent(value any) any {
	text, _ := value.(string)
	if share, err := ParsePercent(text); err == nil {
		return share
	}
	return nil
}

// parseQuantity takes plain numbers too, as Kubernetes does.
func parseQuantity(value any) any {
	text, _ := value.(string)
	if number, ok := value.(json.Number); ok {
		text = number.String()
	}
	if quantity, err := resource.ParseQuantity(text); err == nil && quantity.Sign() >= 0 {
		return quantity
	}
	return nil
}

func parseCount(value any) any {
	number, ok := value.(json.Number)
	if !ok {
		return nil
	}
	if count, err := strconv.Atoi(number.String()); err == nil && count >= 0 {
		return count
	}
	return nil
}

func parseList(value any) any {
	items, ok := value.([]any)
	if !ok {
		return nil
	}
	list := make([]string, len(items))
	for i, item := range items {
		if list[i], ok = item.(string); !ok {
			return nil
		}
	}
	return list
}

func parseLists(value any) any {
	mapping, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	lists := make(map[string][]string, len(mapping))
	for key, item := range mapping {
		if lists[key], ok = parseList(item).([]string); !ok {
			return nil
		}
	}
	return lists
}

// describe says what a config holds.
func describe(value any) string {
	switch value := value.(type) {
	case nil:
		return "nothing"
	case bool:
		return fmt.Sprintf("the boolean %v", value)
	case json.Number:
		return "the number " + value.String()
	case string:
		return fmt.Sprintf("the string %q", value)
	case []any:
		return describeList(value)
	case map[string]any:
		return describeMapping(value)
	}
	return fmt.Sprint(value)
}

// describeMapping names the first value that is no list of strings.
func describeMapping(mapping map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(mapping)) {
		if parseList(mapping[key]) == nil {
			return fmt.Sprintf("a mapping with %s at %q", describe(mapping[key]), key)
		}
	}
	return "a mapping"
}

func describeList(list []any) string {
	for _, item := range list {
		if _, isText := item.(string); !isText {
			return "a list with " + describe(item)
		}
	}
	return "a list"
}
