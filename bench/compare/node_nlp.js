// node-nlp as its documentation sets it up for Chinese: node node_nlp.js TRAIN TEST OUT
//
// OUT.labels gets its best label for each line of TEST, OUT.figures what that cost.
"use strict";
const fs = require("fs");
const { NlpManager } = require("node-nlp");

const [, , train, test, out] = process.argv;
const rounds = 5;

function lines(file) {
  return fs
    .readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line)
    .map((line) => line.split("\t"));
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function main() {
  const manager = new NlpManager({ languages: ["zh"], autoSave: false, nlu: { log: false } });
  for (const [label, text] of lines(train)) manager.addDocument("zh", text, label);
  const beforeTraining = cpuSeconds();
  await manager.train();
  const trainSeconds = cpuSeconds() - beforeTraining;

  const messages = lines(test).map(([, text]) => text);
  const labels = [];
  let fastest = Infinity;
  for (let round = 0; round < rounds; ++round) {
    // It remembers what it was asked before, so that each round must ask something new.
    const asked = messages.map((text) => (round === 0 ? text : `${text} ${round}`));
    const before = cpuSeconds();
    const answers = [];
    for (const text of asked) answers.push(await manager.process("zh", text));
    fastest = Math.min(fastest, cpuSeconds() - before);
    if (round > 0) continue;
    for (const { classifications } of answers) {
      // Below its threshold it says None; what it would have said stands behind that.
      const best = classifications.find(({ intent }) => intent !== "None");
      labels.push(best ? best.intent : "None");
    }
  }
  fs.writeFileSync(`${out}.labels`, labels.join("\n") + "\n");
  const figures = {
    name: "node-nlp",
    perSecond: messages.length / fastest,
    modelBytes: Buffer.byteLength(manager.export(true)),
    trainSeconds,
  };
  fs.writeFileSync(`${out}.figures`, JSON.stringify(figures) + "\n");
}

main();
