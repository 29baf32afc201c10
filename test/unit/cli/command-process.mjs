// A process that has loaded the commands and runs one after the other, as a process of its own each would: with
// these words, this environment, and answers of what it printed and its exit code.
const CLI = new URL('../../../server/cli.ts', import.meta.url).href

let told = { out: '', errors: '' }
const keep = (name) => (text) => {
  told[name] += String(text)
  return true
}
process.stdout.write = keep('out')
process.stderr.write = keep('errors')

const usual = { ...process.env }
let runs = 0

async function run({ args, env }) {
  told = { out: '', errors: '' }
  process.exitCode = undefined
  process.argv.splice(2, Infinity, ...args)
  process.env = { ...usual, ...env }
  try {
    // Its first file runs anew; what that imports is loaded already.
    await import(`${CLI}?run=${(runs += 1)}`)
  } catch (error) {
    told.errors += `${error.stack}\n`
    process.exitCode = 1
  }
  return { ...told, code: process.exitCode ?? 0 }
}

let last = Promise.resolve()
process.on('message', ({ asked, args, env }) => {
  last = last.then(async () => process.send({ asked, said: await run({ args, env }) }))
})
