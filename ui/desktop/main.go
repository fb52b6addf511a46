package main

import (
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/engine"
	"filtermaplab/engine/model"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

func main() {
	if err := run(os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "desktop:", err)
		os.Exit(1)
	}
}

// run opens the window and returns when it is closed.
func run(args []string) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	w := newWindow(o.linked, words.In(o.lang))
	w.dark = o.dark
	w.scene.Resize(w.view())
	stop := w.train(o)
	defer stop()

	w.shot = o.shot
	behave(o.width, o.height)
	w.pulse.keep(startFrames) // until there is something to see
	if err := ebiten.RunGame(w); err != nil {
		return err
	}
	return w.shot.err
}

// behave sets what Ebitengine wants to know before a game runs.
func behave(width, height int) {
	ebiten.SetWindowTitle("FilterMap Lab")
	ebiten.SetWindowSize(width, height)
	ebiten.SetWindowSizeLimits(leastWidth, leastHeight, -1, -1)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetWindowIcon(icons())
	// A still picture costs nothing: frames come with input, and with ScheduleFrame.
	ebiten.SetFPSMode(ebiten.FPSModeVsyncOffMinimum)
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetTPS(ebiten.SyncWithFPS) // else a frame may come without an Update
}

// startFrames is for how long the window looks for a first layer by itself.
const startFrames = 600

// The window is never smaller.
const leastWidth, leastHeight = 640, 480

// options are what the command line asks for.
type options struct {
	config engine.Config
	data   string // a CIFAR file; "" is the built-in pictures
	open   string // a checkpoint
	linked *scene.Linked
	dark   bool
	lang   words.Language
	width  int // of the window
	height int
	shot   shot
}

func parse(args []string) (options, error) {
	var o options
	flags, finish := o.flags()
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("want options only, got %q; run with -h for a list", flags.Args())
	}
	if err := finish(); err != nil {
		return o, err
	}
	return o, o.config.Validate()
}

// flags lists what the command line may ask for. Finish sets in o what is more
// than a value.
func (o *options) flags() (flags *flag.FlagSet, finish func() error) {
	*o = options{config: engine.DefaultConfig(), lang: words.Choose(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))}
	flags = flag.NewFlagSet("desktop", flag.ContinueOnError)
	flags.StringVar(&o.config.Model, "model", o.config.Model, "network: resnet8, resnet14, resnet20, ... with w or ww for wider ones")
	variant := flags.String("variant", string(o.config.Variant), "fm, plain or thin")
	flags.StringVar(&o.config.Rule, "rule", o.config.Rule, "gradient of a map: mean or sum")
	flags.StringVar(&o.config.Padding, "padding", o.config.Padding, "beyond the map's edge: wrap or authors")
	flags.IntVar(&o.config.Epochs, "epochs", o.config.Epochs, "passes over the pictures")
	flags.IntVar(&o.config.Batch, "batch", o.config.Batch, "pictures a step")
	flags.Float64Var(&o.config.LR, "lr", o.config.LR, "learning rate")
	flags.Uint64Var(&o.config.Seed, "seed", o.config.Seed, "equal seeds give equal runs")
	flags.StringVar(&o.data, "data", "", "CIFAR-10 or CIFAR-100 archive or .bin file")
	flags.StringVar(&o.open, "open", "", "checkpoint to open: one of fmlab, of the page or of PyTorch")
	flags.BoolVar(&o.dark, "dark", false, "dark theme; T changes it")
	flags.Func("lang", "language: en or de (default: that of the system)", func(s string) error {
		lang, ok := words.Parse(s)
		if !ok {
			return fmt.Errorf("want en or de, got %q", s)
		}
		o.lang = lang
		return nil
	})
	size := flags.String("size", "1280x900", "of the window, at least 640x480")
	flags.StringVar(&o.shot.file, "shot", "", "write the window as a PNG `file`, and end")
	flags.IntVar(&o.shot.steps, "steps", 0, "with -shot: train so many steps before")
	link := flags.String("link", "", "what to train and to show: the part of a page's link behind the #")
	return flags, func() error {
		if n, err := fmt.Sscanf(*size, "%dx%d", &o.width, &o.height); n != 2 || err != nil || o.width < leastWidth || o.height < leastHeight {
			return fmt.Errorf("-size: want at least %dx%d, got %q", leastWidth, leastHeight, *size)
		}
		o.config.Variant = model.Variant(*variant)
		if *link == "" {
			return nil
		}
		return o.follow(*link)
	}
}

// follow takes what a link says of the run and of the view.
func (o *options) follow(link string) error {
	l, err := scene.ParseFragment(link)
	if err != nil {
		return err
	}
	o.linked = &l
	settings, err := url.ParseQuery(strings.TrimPrefix(link, "#"))
	if err != nil {
		return err
	}
	return o.config.SetValues(settings)
}
