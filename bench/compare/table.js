// Prints what the programs of the comparison did, each beside the first:
// node table.js TEST OUT…   (OUT.labels: a label for each line of TEST; OUT.figures: its costs)
"use strict";
const fs = require("fs");

const [, , test, ...outs] = process.argv;

function lines(file) {
  return fs
    .readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line);
}

const wanted = lines(test).map((line) => line.split("\t")[0]);

function accuracy(given) {
  return given.filter((label, i) => label === wanted[i]).length / wanted.length;
}

// The mean over the labels that TEST has.
function macroF1(given) {
  const labels = [...new Set(wanted)];
  const f1 = (label) => {
    const right = given.filter((one, i) => one === label && wanted[i] === label).length;
    const said = given.filter((one) => one === label).length;
    const there = wanted.filter((one) => one === label).length;
    return (2 * right) / (said + there);
  };
  return labels.map(f1).reduce((sum, one) => sum + one, 0) / labels.length;
}

function read(out) {
  const given = lines(`${out}.labels`);
  if (given.length !== wanted.length)
    throw new Error(`${out}.labels has ${given.length} labels for ${wanted.length} messages`);
  return {
    ...JSON.parse(fs.readFileSync(`${out}.figures`, "utf8")),
    accuracy: accuracy(given),
    macroF1: macroF1(given),
  };
}

const all = outs.map(read);
const [first] = all;
const times = (one, other) => `${(one / other).toPrecision(3)} x`;
const rows = [
  ["", "accuracy", "macro-F1", "messages/s", "kefu's", "model", "of kefu's", "training"],
  ...all.map((one) => [
    one.name,
    `${(one.accuracy * 100).toFixed(1)} %`,
    one.macroF1.toFixed(3),
    one.perSecond.toFixed(0),
    times(first.perSecond, one.perSecond),
    `${(one.modelBytes / 1e6).toFixed(1)} MB`,
    times(one.modelBytes, first.modelBytes),
    `${one.trainSeconds.toFixed(1)} s`,
  ]),
];
const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
for (const row of rows)
  console.log(
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
  );
