// Draws what encode.go wrote: one call out of Go for a whole picture, in place of thousands.
//   data     numbers: an operation's code and what belongs to it
//   lines    the texts, a line each, in the order in which they are drawn
//   fonts    CSS fonts that data names by their index
//   bytes    the pixels of all images, RGBA
//   scratch  a canvas that images pass through
const texts = lines.split("\n");
let i = 0, text = 0, pixel = 0, clipped = false;
const css = new Map(), color = () => {
  const v = data[i++], a = data[i++]; // 0xRRGGBB fits a float exactly, with alpha it would not
  const key = v * 256 + a;
  let s = css.get(key);
  if (!s) css.set(key, s = `rgb(${v >> 16} ${(v >> 8) & 255} ${v & 255} / ${a / 255})`);
  return s;
};
const path = (n) => {
  ctx.beginPath();
  ctx.moveTo(data[i], data[i + 1]);
  for (let k = 1; k < n; k++) ctx.lineTo(data[i + 2 * k], data[i + 2 * k + 1]);
  i += 2 * n;
};
const stroke = () => {
  ctx.strokeStyle = color();
  ctx.lineWidth = data[i++];
  const n = data[i++];
  ctx.setLineDash(n ? Array.from(data.subarray(i, i + n)) : []);
  i += n;
  ctx.stroke();
};
const home = () => ctx.setTransform(ratio, 0, 0, ratio, 0, 0);

ctx.save();
home();
ctx.lineJoin = "round";
ctx.fontKerning = "none"; // the scene measures without
ctx.imageSmoothingEnabled = false;
while (i < data.length) {
  switch (data[i++]) {
    case 0: { // polygon: points, whether filled, whether edged
      path(data[i++]);
      ctx.closePath();
      if (data[i++]) { ctx.fillStyle = color(); ctx.fill(); }
      if (data[i++]) stroke();
      break;
    }
    case 1: // line
      path(data[i++]);
      stroke();
      break;
    case 2: { // text
      const s = texts[text++], x = data[i++], y = data[i++];
      ctx.font = fonts[data[i++]];
      ctx.setLineDash([]);
      if (data[i++]) { // a halo
        ctx.strokeStyle = color();
        ctx.lineWidth = data[i++];
        ctx.strokeText(s, x, y);
      }
      ctx.fillStyle = color();
      ctx.fillText(s, x, y);
      break;
    }
    case 3: { // image
      const w = data[i++], h = data[i++], n = 4 * w * h;
      if (scratch.width < w) scratch.width = w;
      if (scratch.height < h) scratch.height = h;
      scratch.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(bytes.buffer, pixel, n), w, h), 0, 0);
      pixel += n;
      ctx.transform(data[i], data[i + 1], data[i + 2], data[i + 3], data[i + 4], data[i + 5]);
      i += 6;
      ctx.drawImage(scratch, 0, 0, w, h, 0, 0, w, h);
      home();
      break;
    }
    case 4: // clip, or its end
      if (clipped) ctx.restore();
      clipped = data[i++] > 0;
      if (clipped) {
        ctx.save();
        ctx.beginPath();
        ctx.rect(data[i], data[i + 1], data[i + 2], data[i + 3]);
        ctx.clip();
        i += 4;
      }
      break;
    case 5: { // a level rectangle
      const at = i;
      i += 4;
      ctx.fillStyle = color();
      ctx.fillRect(data[at], data[at + 1], data[at + 2], data[at + 3]);
      break;
    }
  }
}
if (clipped) ctx.restore();
ctx.restore();
