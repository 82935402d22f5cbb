// MiniSearch beside our search: reads {texts, queries} as JSON, writes how many milliseconds building took and each query, best of three.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const MiniSearch = createRequire(`${process.argv[2]}/`)("minisearch");
const { texts, queries } = JSON.parse(readFileSync(process.argv[3], "utf8"));
const begun = performance.now();
const index = new MiniSearch({ fields: ["text"] });
index.addAll(texts.map((text, id) => ({ id, text })));
const built = performance.now() - begun;
const taken = queries.map(([words, options]) => {
  const runs = [1, 2, 3].map(() => {
    const from = performance.now();
    index.search(words, options).slice(0, 20);
    return performance.now() - from;
  });
  return Math.min(...runs);
});
console.log(JSON.stringify({ built, taken, memory: process.memoryUsage().rss }));
