// Brings files onto a floor: each page becomes a thing there, as one step of undo.
import { importFolder } from '../../shared/folder/plant-folder.ts'
import type { LeftOutFile } from '../../shared/folder/format/left-out-files.ts'
import type { Problem } from '../../shared/folder/format/folder-problem.ts'
import type { GuessedNames, NameEncoding } from '../../shared/folder/zip-names.ts'
import { sendToLimbo } from '../../shared/world/edits/place-edits.ts'
import type { ArtifactId, MemberId, RandomBytes } from '../../shared/world/address.ts'
import { COORDINATE_MAX, FLOOR_WIDTH } from '../../shared/world/limits.ts'
import { notify } from '../notices/notices.ts'
import { count } from '../words/counts.ts'
import type { Point, Viewport } from '../world/geometry/viewport.ts'
import type { World } from '../world/context/use-world.ts'
import { importMarkFor } from '../world/edits/import-mark.ts'
import { sendAll } from '../pictures/send-all.ts'
import { isOneFolder, type PickedFile } from './reading/picked-files.ts'
import { openFolderReader, type FolderReader } from './reading/folder-reader.ts'
import type { Progress } from './reading/read-picked.ts'
import type { FolderOfFiles, WrongFiles } from './reading/reading-worker.ts'

interface Ground {
  readonly world: World
  readonly viewport: Viewport
  readonly host: ArtifactId
  /** The person who brings them. */
  readonly member: MemberId
}

const random: RandomBytes = (bytes) => crypto.getRandomValues(new Uint8Array(bytes))
/** About how large what comes of a page is, in pixels. */
const SIDE = 48
/** Below the upper edge of the visible part, in pixels: the first row. */
const BELOW_EDGE = 48

/** Messages about files beside their success; `problems`: then nothing was done. */
export interface Brought {
  readonly problems: readonly Problem[]
  readonly notes: readonly string[]
  readonly leftOut: readonly LeftOutFile[]
}

interface ImportTalk {
  readonly tell: (progress: Progress) => void
  /** How the names in a zip are written, which was guessed; null: they bring nothing. */
  readonly choose: (guessed: GuessedNames) => Promise<NameEncoding | null>
}

/** Puts files onto a floor; at `point` of it, where somebody pointed. */
export async function bringFiles(
  { world, viewport, host, member }: Ground,
  picked: readonly PickedFile[],
  point: Point | null,
  talk: ImportTalk,
): Promise<Brought> {
  const reader = openFolderReader()
  const read = await readAsChosen(reader, picked, talk).finally(() => reader.close())
  if (read === null) return failed([])
  if (read.kind === 'wrong') return failed(read.problems)
  const { folder } = read
  const mark = await importMarkFor(world, picked.length)
  const from = Math.max(0, viewport.seen().top) + BELOW_EDGE
  world.undo.step()
  const done = world.replica.work.importing(mark, () =>
    importFolder(world.edit, folder, {
      host,
      from: point === null ? from : Math.max(0, point.y),
      ...(point && { first: under(point) }),
      isTogether: isOneFolder(picked),
      random,
    }),
  )
  world.undo.step()
  if (!done.ok) return failed([{ path: '', line: null, text: done.text }])
  world.selection.selectAll(done.ids)
  await sendAll(folder.pictures, member, world.replica.address)
  tellDone(world, done.ids, done.count)
  const { notes, leftOut, withCode } = folder
  return { problems: [], notes: [...notes, ...heldNotes(withCode)], leftOut }
}

/** Reads files until their names are as the person wants them; null: they want none of them. */
async function readAsChosen(
  reader: FolderReader,
  picked: readonly PickedFile[],
  { tell, choose }: ImportTalk,
): Promise<FolderOfFiles | WrongFiles | null> {
  let encoding: NameEncoding | null = null
  while (true) {
    const read = await reader.folder(picked, encoding, tell)
    if (read.kind === 'wrong' || read.guessed === null) return read
    encoding = await choose(read.guessed)
    if (encoding === null) return null
    if (encoding === read.guessed.encoding) return read
  }
}

/** A thing under the pointer, on the floor and on its steps. */
function under({ x, y }: Point): Point {
  const step = (value: number, most: number): number => Math.round(Math.max(0, Math.min(value, most)) / 8) * 8
  return { x: step(x - SIDE / 2, FLOOR_WIDTH - SIDE), y: step(y - SIDE / 2, COORDINATE_MAX) }
}

/** Said where code came along. */
function heldNotes(pages: number): readonly string[] {
  if (pages === 0) return []
  return [`Code on ${count(pages, 'page')} sleeps until you let it run: press the “z” on the thing.`]
}

const failed = (problems: readonly Problem[]): Brought => ({ problems, notes: [], leftOut: [] })

function tellDone(world: World, ids: readonly ArtifactId[], things: number): void {
  const text = things === 1 ? 'One thing was added.' : `${count(things, 'thing')} were added.`
  notify({ text, action: { label: 'Put away', run: () => putBack(world, ids) } })
}

/** Puts all of them into limbo. */
function putBack({ undo, edit, selection }: World, ids: readonly ArtifactId[]): void {
  undo.step()
  for (const id of ids) sendToLimbo(edit, id)
  undo.step()
  selection.select(null)
}
