// Package folder reads a folder of pictures whose folders are the classes, as
// data.PlanFolders has it. It stands apart from data because it brings the
// decoders of picture files, which a browser has of its own.
package folder

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	_ "golang.org/x/image/webp"

	"filtermaplab/engine/data"
)

// maxPixels is the largest picture that is decoded: 200 MB in memory.
const maxPixels = 50_000_000

// mostNamed is how many files that cannot be read are named.
const mostNamed = 3

// HasClasses reports whether a path is a folder of folders with pictures, and
// not one with the .bin files of an archive.
func HasClasses(root string) bool {
	if info, err := os.Stat(root); err != nil || !info.IsDir() {
		return false
	}
	if bins, _ := filepath.Glob(filepath.Join(root, "*.bin")); len(bins) > 0 {
		return false
	}
	paths, err := list(root)
	if err != nil {
		return false
	}
	_, err = data.PlanFolders(paths, 1)
	return err == nil || len(paths) > 0 && !strings.Contains(err.Error(), "no picture")
}

// Open reads at most so many pictures of each class; 0 takes all that a set
// may hold. Progress, which may be nil, is told how many pictures are done.
func Open(root string, most int, progress func(done, total int)) (*data.Pair, error) {
	paths, err := list(root)
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	plan, err := data.PlanFolders(paths, most)
	if err != nil {
		return nil, err
	}
	own := &data.Own{Name: plan.Name, Notes: plan.Notes}
	var bad []string
	for n, file := range plan.Files {
		if progress != nil {
			progress(n, len(plan.Files))
		}
		_, below, _ := strings.Cut(paths[file.Path], "/")
		pix, err := decode(filepath.Join(root, filepath.FromSlash(below)))
		if err != nil {
			bad = append(bad, fmt.Sprintf("%s (%v)", below, err))
			continue
		}
		if err := own.Add(file.Class, pix, file.Part); err != nil {
			return nil, err
		}
	}
	if len(bad) > 0 {
		named := strings.Join(bad[:min(len(bad), mostNamed)], ", ")
		if len(bad) == len(plan.Files) {
			return nil, fmt.Errorf("folder: none of the %d pictures can be read: %s", len(bad), named)
		}
		own.Notes = append(own.Notes, fmt.Sprintf("%d files could not be read and were left out: %s.", len(bad), named))
	}
	return own.Pair()
}

// list returns the paths of all files below root, with slashes and beginning
// with the folder's own name.
func list(root string) ([]string, error) {
	absolute, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	name := filepath.Base(absolute)
	var paths []string
	err = fs.WalkDir(os.DirFS(root), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Type().IsRegular() || d.Type()&fs.ModeSymlink != 0 {
			paths = append(paths, path.Join(name, p))
		}
		return nil
	})
	return paths, err
}

// decode reads one picture.
func decode(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, errors.New("it cannot be opened")
	}
	defer f.Close()
	size, _, err := image.DecodeConfig(f)
	if err != nil {
		return nil, errors.New("no picture")
	}
	if size.Width < 1 || size.Height < 1 || size.Width > maxPixels/size.Height {
		return nil, fmt.Errorf("%d x %d pixels are too many", size.Width, size.Height)
	}
	if _, err := f.Seek(0, 0); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(f)
	if err != nil {
		return nil, errors.New("damaged")
	}
	b := img.Bounds()
	rgba := make([]byte, 0, 4*b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			rgba = append(rgba, c.R, c.G, c.B, c.A)
		}
	}
	return data.Shrink(rgba, b.Dx(), b.Dy()), nil
}
