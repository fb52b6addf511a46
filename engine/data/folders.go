package data

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Folders says which files of a folder are pictures of which class.
type Folders struct {
	Name  string // of the folder
	Files []FolderFile
	Notes []string // sentences on what was left out
}

// FolderFile is one picture.
type FolderFile struct {
	Path  int // index into what PlanFolders was given
	Class string
	Part  Part
}

// purposeFolders is the stream that orders the pictures of a class, which
// decides what is set aside for testing: the same for everybody.
const purposeFolders = 3

// PlanFolders reads the paths of all files below a folder, with slashes and
// beginning with the folder's own name: "animals/cats/1.png". The folders in it
// are the classes; folders called train and test (or val) above them, as is
// usual, say what is for what. At most so many pictures of a class are taken,
// chosen evenly by a fixed shuffle; 0 takes all. It touches no file.
func PlanFolders(paths []string, most int) (*Folders, error) {
	split := make([][]string, 0, len(paths))
	at := make([]int, 0, len(paths))
	loose := 0
	for i, p := range paths {
		parts := strings.Split(path.Clean(strings.ReplaceAll(p, "\\", "/")), "/")
		if !isPicture(parts[len(parts)-1]) || slices.ContainsFunc(parts, isHidden) {
			continue
		}
		split, at = append(split, parts), append(at, i)
	}
	if len(split) == 0 {
		return nil, fmt.Errorf("data: there is no picture in the folder; want PNG, JPEG, WebP or GIF files, in a folder for each class")
	}
	f := &Folders{Name: split[0][0]}
	depth := wrapping(split)
	parted := isParted(split, depth)
	for n, parts := range split {
		file := FolderFile{Path: at[n]}
		rest := parts[depth:]
		if parted {
			file.Part, rest = partOf(rest[0]), rest[1:]
		}
		if len(rest) < 2 {
			loose++
			continue
		}
		file.Class = rest[0]
		f.Files = append(f.Files, file)
	}
	if len(f.Files) == 0 {
		return nil, fmt.Errorf("data: the %d pictures lie side by side; put those of each class into a folder of their own, named after the class", loose)
	}
	if loose > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("Left out because they lie in no class's folder: %d.", loose))
	}
	return f, f.arrange(paths, most)
}

// wrapping is how many folders all paths begin with that are no classes: the
// folder itself, and folders that hold nothing but one other.
func wrapping(split [][]string) int {
	depth := 0
	for {
		for _, parts := range split {
			// A file and its class must be left.
			if len(parts) < depth+3 || parts[depth] != split[0][depth] {
				return max(depth, 1)
			}
		}
		depth++
	}
}

// isParted reports whether the folders at a depth are train and test.
func isParted(split [][]string, depth int) bool {
	train := false
	for _, parts := range split {
		if len(parts) < depth+3 || partOf(parts[depth]) == AnyPart {
			return false
		}
		train = train || partOf(parts[depth]) == TrainPart
	}
	return train
}

// partOf tells by its usual names what a folder is for.
func partOf(folder string) Part {
	switch strings.ToLower(folder) {
	case "train", "training":
		return TrainPart
	case "test", "testing", "val", "valid", "validation":
		return TestPart
	}
	return AnyPart
}

// arrange sorts, orders and thins the files.
func (f *Folders) arrange(paths []string, most int) error {
	slices.SortStableFunc(f.Files, func(a, b FolderFile) int { return strings.Compare(paths[a.Path], paths[b.Path]) })
	byClass := make(map[string][]FolderFile)
	var classes []string
	for _, file := range f.Files {
		if byClass[file.Class] == nil {
			if err := checkClass(file.Class); err != nil {
				return err
			}
			classes = append(classes, file.Class)
		}
		byClass[file.Class] = append(byClass[file.Class], file)
	}
	if len(classes) == 1 {
		return fmt.Errorf("data: there is one class only, the folder %q; want folders of at least two classes", classes[0])
	}
	if len(classes) > MaxOwnClasses {
		return fmt.Errorf("data: there are %d folders; want one for each class, at most %d", len(classes), MaxOwnClasses)
	}
	slices.Sort(classes)
	all := len(f.Files)
	if share := MaxOwn / len(classes); most <= 0 || most > share {
		most = share
	}
	f.Files = f.Files[:0]
	for i, class := range classes {
		files := byClass[class]
		order := make([]int, len(files))
		s := newStream(0, purposeFolders, uint64(i))
		s.shuffle(order)
		for _, n := range order[:min(most, len(order))] {
			f.Files = append(f.Files, files[n])
		}
	}
	if left := all - len(f.Files); left > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("Of %d pictures %d are used, at most %d of a class.", all, len(f.Files), most))
	}
	return nil
}

// isPicture tells by its ending what browsers can show.
func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".webp", ".gif":
		return true
	}
	return false
}

// isHidden tells files that systems leave behind.
func isHidden(part string) bool { return strings.HasPrefix(part, ".") || part == "__MACOSX" }
