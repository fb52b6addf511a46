package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// normalise lets long flags be written with one dash, as Go's own tools have
// it: -json becomes --json, -lr=0.1 becomes --lr=0.1. It leaves alone
//
//   - the value of a flag, whatever it looks like (-out -model, -lr -1),
//   - numbers and a lone dash,
//   - one-letter flags such as -h,
//   - everything behind --.
//
// A word with one dash that is no flag at all becomes long too, so that the
// complaint about it names the whole word.
func normalise(root *cobra.Command, args []string) []string {
	out := make([]string, 0, len(args))
	cmd := root
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			return append(out, args[i:]...)
		case completing(args[0]) && i == len(args)-1:
			// The last word is what the shell wants completed, as it stands.
			out = append(out, arg)
		case !strings.HasPrefix(arg, "-"):
			if sub := subcommand(cmd, arg); sub != nil {
				cmd = sub
			}
			out = append(out, arg)
		default:
			if oneDashed(arg) {
				arg = "-" + arg
			}
			out = append(out, arg)
			if takesNext(cmd, arg) && i+1 < len(args) {
				i++
				out = append(out, args[i])
			}
		}
	}
	return out
}

// completing tells whether the shell is asking for completions rather than a
// person for a command.
func completing(first string) bool {
	return first == cobra.ShellCompRequestCmd || first == cobra.ShellCompNoDescRequestCmd
}

func subcommand(cmd *cobra.Command, name string) *cobra.Command {
	for _, sub := range cmd.Commands() {
		if sub.Name() == name || sub.HasAlias(name) {
			return sub
		}
	}
	return nil
}

// oneDashed tells whether arg is a long flag behind a single dash.
func oneDashed(arg string) bool {
	name, _, _ := strings.Cut(arg[1:], "=")
	return len(name) > 1 && isLetter(name[0])
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// takesNext tells whether arg, with two dashes if long, is a flag of cmd whose
// value is the next argument.
func takesNext(cmd *cobra.Command, arg string) bool {
	name, long := strings.CutPrefix(arg, "--")
	if strings.Contains(name, "=") {
		return false
	}
	var flag *pflag.Flag
	if long {
		flag = cmd.Flags().Lookup(name)
	} else if name = strings.TrimPrefix(arg, "-"); len(name) == 1 {
		flag = cmd.Flags().ShorthandLookup(name)
	}
	return flag != nil && flag.NoOptDefVal == ""
}

// values is the completion of a flag with few possible values.
func values(list func() []string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return list(), cobra.ShellCompDirectiveNoFileComp
	}
}

// complete registers how a flag of cmd is completed. It panics where cmd has
// no such flag.
func complete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err)
	}
}

// files completes with the files that have one of the endings.
func files(endings ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return endings, cobra.ShellCompDirectiveFilterFileExt
	}
}

// nothing completes with no file names either: the flag takes a number.
func nothing(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// flagError words what the flag parser found in the terms of who typed it.
func flagError(err error) error {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return usageError{err}
	}
	want := map[string]string{
		"bool": "true or false", "int": "a whole number", "uint64": "a whole number from 0 on", "float64": "a number",
	}[invalid.GetFlag().Value.Type()]
	if want == "" {
		return usageError{err}
	}
	return usagef("-%s: want %s, got %q", invalid.GetFlag().Name, want, invalid.GetValue())
}
