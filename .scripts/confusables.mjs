// Makes server/accounts/names/confusables.txt from Unicode's own confusables.txt (UTS 39, section 4), which
// every source of ICU has, too: `node .scripts/confusables.mjs PATH/confusables.txt PATH/LICENSE >
// server/accounts/names/confusables.txt`. Characters that NFKC folds away, and invisible ones, are judged
// before a look-alike is looked up. They are left out here: that is more than half of the table.
import { readFileSync } from 'node:fs'

const WIDTH = 110
const [, , file = '', license = ''] = process.argv
const text = readFileSync(file, 'utf8')
const version = /^# Version: (\S+)/m.exec(text)?.[1]
const date = /^# Date: (\S+),/m.exec(text)?.[1]
if (version === undefined || date === undefined) throw new Error(`${file} is no confusables.txt`)

/** Those that look like each prototype, which may have several characters. */
const alike = new Map()
for (const [, source = '', target = ''] of text.matchAll(/^\uFEFF?([0-9A-F]+) ;\t([0-9A-F ]+) ;/gm)) {
  const character = String.fromCodePoint(Number.parseInt(source, 16))
  const isFolded = character.normalize('NFKC') !== character
  if (isFolded || /\p{Default_Ignorable_Code_Point}/u.test(character)) continue
  alike.set(target, [...(alike.get(target) ?? []), source])
}

function* linesOf(target, sources) {
  let line = `${target} =`
  for (const source of sources) {
    if (line.length + source.length >= WIDTH) {
      yield line
      line = `${target} =`
    }
    line += ` ${source}`
  }
  yield line
}

const [notice = ''] = readFileSync(license, 'utf8').split(/\n-{20,}\n/)
const head = [
  `Characters that look alike: PROTOTYPE = THOSE THAT LOOK LIKE IT, in hexadecimal. Made by .scripts/confusables.mjs`,
  `of Unicode's confusables.txt, version ${version} of ${date}, under this licence:`,
  '',
  ...notice.trim().split('\n'),
]
const lines = [...alike].flatMap(([target, sources]) => [...linesOf(target, sources)])
process.stdout.write(`${[...head.map((line) => `# ${line}`.trimEnd()), ...lines].join('\n')}\n`)
