package canvas

// replayName is the function of globalThis that plays what encode.go wrote.
const replayName = "fmlabReplay"
