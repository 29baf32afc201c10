// The command line beside the node: worlds to folders of Markdown files, and back.
import { randomBytes } from 'node:crypto'
import type * as Y from 'yjs'
import { growScene } from '../shared/folder/grow.ts'
import { problemWords } from '../shared/folder/problem.ts'
import { readFolder, type Folder } from '../shared/folder/read.ts'
import { saveThing, saveWorld, type Saved } from '../shared/folder/save.ts'
import type { ArtifactId } from '../shared/world/address.ts'
import { sceneArtifact } from '../shared/world/scene.ts'
import { readFiles, writeFiles } from './cli/disk.ts'
import { CliFault } from './cli/fault.ts'
import { giveToFolder, giveToNode } from './cli/give.ts'
import { readStoredScene } from './cli/stored.ts'
import { readCliWish, type ExportWish, type ImportWish } from './cli/wish.ts'
import { usualData } from './config.ts'
import { StoreFault } from './storage/store.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const warn = (line: string): void => void process.stderr.write(`${line}\n`)

async function exportWorld({ address, thing, data, out }: ExportWish): Promise<void> {
  const scene = readStoredScene(data, address)
  const saved = thing === null ? saveWorld(scene) : savedThing(scene, thing)
  const { written, removed, same } = await writeFiles(out, saved.files)
  for (const line of saved.leftOut) warn(`Left out: ${line}`)
  say(`Saved ${address} to ${out}: ${written} written, ${removed} removed, ${same} as they were.`)
}

function savedThing(scene: Y.Doc, thing: ArtifactId): Saved {
  if (sceneArtifact(scene, thing) !== null) return saveThing(scene, thing)
  throw new CliFault(`There is no thing ${thing} in that world.`)
}

async function importWorld({ from, address, to }: ImportWish): Promise<void> {
  const folder = folderOf(await readFiles(from))
  const scene = growScene(folder, null, (bytes) => randomBytes(bytes))
  if ('node' in to) await giveToNode(scene, address, to.node)
  else await giveToFolder(scene, address, to.data)
  for (const note of folder.notes) warn(note)
  say(`Made ${address} of ${from}: ${folder.things.length} things.`)
}

function folderOf(files: Parameters<typeof readFolder>[0]): Folder {
  const read = readFolder(files)
  if (read.ok) return read.folder
  throw new CliFault([...read.problems.map(problemWords), 'Nothing was imported.'].join('\n'))
}

async function run(): Promise<number> {
  const wish = readCliWish(process.argv.slice(2), usualData())
  switch (wish.kind) {
    case 'help':
      process.stdout.write(wish.text)
      break
    case 'wrong':
      warn(wish.sentence)
      return 2
    case 'export':
      await exportWorld(wish)
      break
    case 'import':
      await importWorld(wish)
  }
  return 0
}

try {
  process.exitCode = await run()
} catch (error) {
  if (!(error instanceof CliFault || error instanceof StoreFault)) throw error
  warn(error.message)
  process.exitCode = 1
}
