package chart

import (
	"strings"
	"text/template"
)

// Fill executes a text as a template with values, as an ApplicationSet of Argo CD does
// with goTemplate.
func Fill(text string, values Values) (string, error) {
	parsed, err := template.New("text").Funcs(functions()).Funcs(template.FuncMap{"normalize": normalize, "slugify": normalize}).Parse(text)
	if err != nil {
		return "", err
	}
	var filled strings.Builder
	err = parsed.Execute(&filled, values)
	return filled.String(), err
}

// normalize makes a text fit for the name of an object.
func normalize(text string) string {
	text = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, strings.ToLower(text))
	return strings.Trim(text, "-.")
}
