package data

import "fmt"

// The purposes of the streams that pictures are drawn from. Each picture has
// its own stream, named by purpose, class and number, so that no test picture
// is a training picture and a larger set begins with the smaller ones.
const (
	purposeShapesTrain = 3
	purposeShapesTest  = 4
)

// Shapes draws the built-in set: ten classes of figures and patterns in random
// colours, places, sizes and directions, with blots, specks and grain. Colour,
// place and brightness carry no information on the class (a figure is as often
// lighter as darker than its ground), so that a model without hidden layers
// hardly beats guessing. Classes take turns: picture i is of class i mod 10.
//
// The same seed gives the same bytes on every machine. It panics where a
// number of pictures is negative.
func Shapes(perClassTrain, perClassTest int, seed uint64) *Pair {
	if perClassTrain < 0 || perClassTest < 0 {
		panic(fmt.Sprintf("data: shapes: %d and %d pictures per class", perClassTrain, perClassTest))
	}
	return &Pair{
		Train: drawShapes(perClassTrain, seed, purposeShapesTrain),
		Test:  drawShapes(perClassTest, seed, purposeShapesTest),
	}
}

// ShapesName is the name of the sets that Shapes draws.
const ShapesName = "Shapes"

// ShapeNames are their classes.
func ShapeNames() []string {
	var names []string
	for _, f := range figures() {
		names = append(names, f.name)
	}
	return names
}

// drawShapes draws n pictures of every class.
func drawShapes(n int, seed, purpose uint64) *Set {
	figures := figures()
	set := &Set{Name: ShapesName, Note: "Drawn by this program.", Classes: ShapeNames()}
	set.reserve(n * len(figures))
	planes := make([]byte, PictureSize)
	var c canvas
	for i := range n {
		for label, f := range figures {
			rng := newStream(seed, purpose, uint64(label), uint64(i))
			c.draw(f, &rng)
			c.bytes(planes, &rng)
			set.add(uint8(label), planes)
		}
	}
	return set
}

// draw paints a picture: ground, blots, specks, and over them the figure.
func (c *canvas) draw(f figure, rng *stream) {
	ground, ink := palette(rng)
	c.fill(newShade(rng, ground))
	for range 2 {
		r := rng.between(6, 12)
		c.blot(anywhere(rng), r, ground.vary(rng, 0.12))
	}
	for range rng.intn(4) {
		c.paint(newFrame(rng, anywhere(rng)), speck(rng), speckReach, flat(ground.vary(rng, 0.2)))
	}
	radius := rng.between(f.small, f.large)
	slack := max(0, middle-0.5-radius)
	at := point{
		middle + rng.between(-slack, slack),
		middle + rng.between(-slack, slack),
	}
	frame := newFrame(rng, at)
	c.paint(frame, f.field(rng, radius), radius, newShade(rng, ink))
}

// anywhere returns a point of the picture.
func anywhere(rng *stream) point {
	return point{rng.between(0, Width), rng.between(0, Height)}
}
