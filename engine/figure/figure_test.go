package figure_test

import (
	"bytes"
	"encoding/xml"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/analyze"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/figure"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
)

// network is one with starting weights.
func network(t *testing.T, variant model.Variant) *engine.Trained {
	t.Helper()
	net, err := model.Build(model.Spec{Model: "resnet8", Variant: variant, Batch: 1})
	if err != nil {
		t.Fatal(err)
	}
	f := &checkpoint.File{Metadata: map[string]string{"model": "resnet8", "variant": string(variant)}}
	err = net.Init(rand.New(rand.NewPCG(1, 2)), func(p nn.Param, w []float32) error {
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: p.Name, Shape: p.Shape, Data: w})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range net.States {
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: s.Name, Shape: []int{s.Len}, Data: make([]float32, s.Len)})
	}
	n, err := engine.ReadTrained(f, 1)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// drawn is a figure as pixels, after its SVG was found to be well formed and
// to have the given words in it.
func drawn(t *testing.T, f *figure.Figure, err error, words ...string) image.Image {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var svg, pixels bytes.Buffer
	if err := f.SVG(&svg); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for d := xml.NewDecoder(&svg); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("SVG: %v", err)
		}
		if chars, ok := token.(xml.CharData); ok {
			text.Write(chars)
		}
	}
	for _, word := range words {
		if !strings.Contains(text.String(), word) {
			t.Errorf("no %q in the SVG's text", word)
		}
	}
	if err := f.PNG(&pixels); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&pixels)
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("FILTERMAP_FIGURES"); dir != "" { // to be looked at
		name := strings.ReplaceAll(t.Name()+" "+words[0], "/", " ")
		if err := f.Save(filepath.Join(dir, name+".png")); err != nil {
			t.Fatal(err)
		}
	}
	return img
}

// share is the part of the picture whose pixels pass a test.
func share(img image.Image, pass func(color.NRGBA) bool) float64 {
	n := 0
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if pass(color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)) {
				n++
			}
		}
	}
	return float64(n) / float64(b.Dx()*b.Dy())
}

func near(c color.NRGBA, r, g, b uint8) bool {
	d := func(a, b uint8) bool { return a-b < 8 || b-a < 8 }
	return d(c.R, r) && d(c.G, g) && d(c.B, b)
}

func TestLines(t *testing.T) {
	a := figure.Axes{Title: "Test accuracy", X: "epoch", Y: "accuracy, %"}
	img := drawn2(t, a, figure.Line{Name: "FM", X: []float64{1, 2, 3, 4}, Y: []float64{20, 45, math.NaN(), 60}},
		figure.Line{Name: "plain", X: []float64{1, 2, 3, 4}, Y: []float64{25, 50, 58, 64}},
		figure.Line{Name: "thin", X: []float64{1}, Y: []float64{30}})
	if blue := share(img, func(c color.NRGBA) bool { return near(c, 0, 0x72, 0xb2) }); blue < 0.0005 {
		t.Errorf("the first line's blue covers %.4f of the picture", blue)
	}
	if green := share(img, func(c color.NRGBA) bool { return near(c, 0, 0x9e, 0x73) }); green < 0.0002 {
		t.Errorf("a line of one point covers %.5f of the picture", green)
	}
	if _, err := figure.Lines(a, figure.Line{Name: "none", X: []float64{1}, Y: []float64{math.Inf(1)}}); err == nil {
		t.Error("a chart without points was drawn")
	}
}

func drawn2(t *testing.T, a figure.Axes, lines ...figure.Line) image.Image {
	t.Helper()
	f, err := figure.Lines(a, lines...)
	return drawn(t, f, err, a.Title, a.X, a.Y, lines[0].Name)
}

func TestPoints(t *testing.T) {
	a := figure.Axes{Title: "Accuracy against parameters", X: "parameters", Y: "accuracy, %", LogX: true}
	f, err := figure.Points(a, figure.Point{Name: "FM", X: 14314, Y: 54.9}, figure.Point{Name: "plain", X: 78042, Y: 59.2}, figure.Point{Name: "thin", X: 14317, Y: 52})
	drawn(t, f, err, a.Title, "FM", "plain", "thin", "20k", "100k")
	if _, err := figure.Points(a, figure.Point{Name: "FM", X: 0, Y: 1}); err == nil || !strings.Contains(err.Error(), "FM stands at (0,1)") {
		t.Errorf("got %v, want an error about a logarithm of 0", err)
	}
}

func TestGroups(t *testing.T) {
	f, err := figure.Groups("Effective rank", "share of the largest, %", []string{"conv1", "layer1.0.conv1", "layer1.0.conv2"},
		figure.Bars{Name: "FM", Values: []float64{50, 60, 70}}, figure.Bars{Name: "plain", Values: []float64{80, 85, 90}})
	img := drawn(t, f, err, "Effective rank", "conv1", "layer1.0.conv2", "plain")
	if red := share(img, func(c color.NRGBA) bool { return near(c, 0xd5, 0x5e, 0) }); red < 0.05 {
		t.Errorf("the second bars cover %.3f of the picture", red)
	}
}

func TestFilters(t *testing.T) {
	fm, plain := network(t, model.FM), network(t, model.Plain)
	for _, tc := range []struct {
		name  string
		net   *engine.Trained
		layer int
		words string
	}{
		{"stem", fm, 0, "conv1: 16 filters 3 x 3 x 3, in colours"},
		{"fm", fm, 7, "layer3.0.conv2: 64 filters 3 x 3 x 64, channel 5"},
		{"plain", plain, 7, "layer3.0.conv2: 64 filters"},
		{"1x1", plain, 5, "layer2.0.shortcut.0: 32 filters 1 x 1 x 16"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			channel := 5
			if tc.layer == 0 {
				channel = 0
			}
			f, err := figure.Filters(tc.net, tc.net.Network.Layers[tc.layer], channel)
			img := drawn(t, f, err, tc.words)
			if white := share(img, func(c color.NRGBA) bool { return near(c, 255, 255, 255) }); white > 0.85 {
				t.Errorf("%.2f of the picture is empty", white)
			}
		})
	}
	if _, err := figure.Filters(fm, fm.Network.Layers[0], 3); err == nil || !strings.Contains(err.Error(), "want a channel below 3") {
		t.Errorf("got %v, want an error about the channel", err)
	}
}

func TestMap(t *testing.T) {
	fm := network(t, model.FM)
	f, err := figure.Map(fm, fm.Network.Layers[7])
	drawn(t, f, err, "layer3.0.conv2.map: 8 x 8 x 64", "channels 0 to 31")
	plain := network(t, model.Plain)
	if _, err := figure.Map(plain, plain.Network.Layers[7]); err == nil || !strings.Contains(err.Error(), "has no map") {
		t.Errorf("got %v, want an error about the missing map", err)
	}
}

func TestSpectra(t *testing.T) {
	var names []string
	var layers []analyze.Layer
	for _, v := range []model.Variant{model.FM, model.Plain} {
		all, err := analyze.Network(network(t, v), nil)
		if err != nil {
			t.Fatal(err)
		}
		names, layers = append(names, "ResNet-8 "+string(v)), append(layers, all[7])
	}
	f, err := figure.Spectra("Singular values of layer3.0.conv2", names, layers)
	drawn(t, f, err, "Singular values of layer3.0.conv2", "ResNet-8 fm", "ResNet-8 plain")
}

func TestConfusion(t *testing.T) {
	classes := strings.Fields("airplane automobile bird cat deer dog frog horse ship truck")
	counts := make([][]int, len(classes))
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range counts {
		counts[i] = make([]int, len(classes))
		for j := range counts[i] {
			counts[i][j] = rng.IntN(30)
		}
		counts[i][i] = 777
	}
	f, err := figure.Confusion("ResNet-8-FM on CIFAR-10", counts, classes)
	img := drawn(t, f, err, "ResNet-8-FM on CIFAR-10", "airplane", "truck", "777")
	if dark := share(img, func(c color.NRGBA) bool { return c.B > c.R+30 && c.R < 100 }); dark < 0.03 {
		t.Errorf("right answers cover %.3f of the picture, want about a tenth of the matrix", dark)
	}
	if _, err := figure.Confusion("", counts[1:], classes); err == nil {
		t.Error("a matrix that is not square was drawn")
	}
	many := make([][]int, 100)
	for i := range many {
		many[i] = make([]int, 100)
		many[i][i] = 1
	}
	f, err = figure.Confusion("CIFAR-100", many, make([]string, 100))
	drawn(t, f, err, "class, 0 to 99")
}

func TestSave(t *testing.T) {
	f, err := figure.Points(figure.Axes{}, figure.Point{X: 1, Y: 1})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, begin := range map[string]string{"a.png": "\x89PNG", "b.SVG": "<?xml"} {
		if err := f.Save(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.HasPrefix(b, []byte(begin)) {
			t.Errorf("%s begins with %.8q, %v", name, b, err)
		}
	}
	if err := f.Save(filepath.Join(dir, "c.gif")); err == nil || !strings.Contains(err.Error(), ".png or .svg") {
		t.Errorf("got %v, want an error about the ending", err)
	}
	if err := f.Save(filepath.Join(dir, "none", "a.png")); err == nil {
		t.Error("saved into a folder that does not exist")
	}
}
