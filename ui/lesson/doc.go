// Package lesson has the guided lessons: short texts that point at what stands
// on the page, questions that people answer before they see, and the answer
// with the numbers of the network that is running at that moment.
//
//	World              what the page knows: the run, the layer under the microscope, the race
//	All(table)         the lessons; each has a file of its own
//	Walk               where a person is: lesson, part, what they chose
//	Look(walk, world)  what to show of that
//
// A part has a text, perhaps a question, and perhaps something to wait for,
// such as a first training step. What a question's right answer is, is
// computed from the world and never written down.
//
// Texts point at things with links in the way of Markdown, [filter 7](filter:7);
// target.go lists what can be pointed at.
package lesson
