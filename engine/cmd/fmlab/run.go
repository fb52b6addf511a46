package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// Exit statuses.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130 // what a shell reports for a program that Ctrl-C ended
)

// usageError is a command that was not understood, or a setting that no run
// could have.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errReported ends a command with status 1 when all that is to be said has
// been printed.
var errReported = errors.New("reported")

// run carries out the command line args, without the program's name, and
// returns the exit status. Canceling ctx is Ctrl-C.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(normalise(root, args))
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitOK
	}
	if errors.Is(err, errReported) {
		return exitFailed
	}
	fmt.Fprintf(stderr, "fmlab: %v\n", err)
	if errors.Is(err, errInterrupted) {
		return exitInterrupted
	}
	if errors.As(err, &usageError{}) {
		fmt.Fprintf(stderr, "Run \"%s --help\" for how to use it.\n", cmd.CommandPath())
		return exitUsage
	}
	return exitFailed
}

// newRoot builds the tree of commands. It is made anew for each run, because
// flags keep the values that they are given.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "fmlab",
		Short: "Train, test and serve networks whose filters share 3D-FilterMaps",
		Long: `fmlab trains, tests and serves convolutional networks whose filters are
windows of shared 3D-FilterMaps.

Flags may be written with one dash or two: -json is --json.`,
		SilenceErrors: true, // run prints them
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				return usagef("there is no command %q; did you mean %q?", args[0], near[0])
			}
			return usagef("there is no command %q", args[0])
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return flagError(err) })
	root.AddCommand(newParams(), newTrain(), newEval(), newVerify(), newServe(), newBench(), newExport(), newFit(), newPaper(), newAnalyze(), newRace(), newShards())
	return root
}

// noArguments refuses anything that is not a flag.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes flags only, got %q", cmd.Name(), args[0])
	}
	return nil
}
