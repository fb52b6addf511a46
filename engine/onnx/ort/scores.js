// Answers pictures with an ONNX network, for comparison with our own answers:
//
//   node scores.js MODEL.onnx PICTURES
//
// PICTURES is a file of bytes (N,3,32,32). The scores (N,classes) go to
// standard output as little-endian float32, and a line of JSON about the
// network to standard error.
import { readFileSync, writeSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";

const [model, pictures] = process.argv.slice(2);
const session = await InferenceSession.create(model, { executionProviders: ["cpu"] });
const bytes = readFileSync(pictures);
const size = 3 * 32 * 32;

// In two batches of different sizes: the batch is open.
const split = Math.floor(bytes.length / size / 3);
const scores = [];
for (const part of [bytes.subarray(0, split * size), bytes.subarray(split * size)]) {
  const input = new Tensor("uint8", new Uint8Array(part), [part.length / size, 3, 32, 32]);
  const { scores: answer } = await session.run({ input });
  scores.push(Buffer.from(answer.data.buffer, answer.data.byteOffset, answer.data.byteLength));
}
const all = Buffer.concat(scores);
for (let done = 0; done < all.length; ) {
  done += writeSync(1, all, done);
}
console.error(JSON.stringify({ inputs: session.inputNames, outputs: session.outputNames }));
