// Reads picked files beside the page's own thread, and makes scenes of them: thousands of notes take seconds,
// in which nobody should wait for a key. They stay here until the page ends this worker.
import * as Y from 'yjs'
import { sceneFromFolder, titleOf } from '../../../shared/folder/grow-scene.ts'
import type { FolderPicture } from '../../../shared/folder/images/folder-pictures.ts'
import type { LeftOutFile } from '../../../shared/folder/format/left-out-files.ts'
import { problemWords, type Problem } from '../../../shared/folder/format/folder-problem.ts'
import { readFolder, type Folder, type FolderFile } from '../../../shared/folder/read-folder.ts'
import { isTooLarge, splitFiles, whyTooLarge } from '../../../shared/folder/world-size.ts'
import type { GuessedNames, NameEncoding } from '../../../shared/folder/zip-names.ts'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { sendScene } from '../../api/scene-api.ts'
import { PickTrouble, type PickedFile } from './picked-files.ts'
import { readPicked, type Progress } from './read-picked.ts'

/** What the page asks, one after the other. */
export type ReadingAsk =
  /** Which worlds these files become; `isSplit`: one for each folder, where there are several. */
  | {
      readonly kind: 'worlds'
      readonly picked: readonly PickedFile[]
      readonly encoding: NameEncoding | null
      readonly isSplit: boolean
    }
  /** Makes one of these worlds. */
  | { readonly kind: 'make'; readonly world: number; readonly wish: WorldWish }
  /** What these files bring to a floor. */
  | {
      readonly kind: 'folder'
      readonly picked: readonly PickedFile[]
      readonly encoding: NameEncoding | null
    }

export interface WorldWish {
  readonly title: string
  /** Else its code sleeps until somebody lets it run. */
  readonly runsCode: boolean
}

/** The known facts of a world that is yet to be made. */
export interface WorldToMake {
  readonly title: string
  readonly things: number
  readonly notes: readonly string[]
  readonly leftOut: readonly LeftOutFile[]
  readonly withCode: number
}

/** `guessed`: how the names in a zip are written, where that was guessed. */
export interface WorldsOfFiles {
  readonly kind: 'worlds'
  readonly worlds: readonly WorldToMake[]
  readonly guessed: GuessedNames | null
}

/** Its pictures are still to be sent. */
export interface MadeOfFiles {
  readonly kind: 'made'
  readonly world: WorldSummary
  readonly pictures: readonly FolderPicture[]
}

export interface FolderOfFiles {
  readonly kind: 'folder'
  readonly folder: Folder
  readonly guessed: GuessedNames | null
}

/** Nothing was made. */
export interface WrongFiles {
  readonly kind: 'wrong'
  readonly problems: readonly Problem[]
}

/** Why the world was not made; `canSplit`: one cannot hold it, and its folders could be a world each. */
export interface NotMade {
  readonly kind: 'not-made'
  readonly text: string
  readonly canSplit: boolean
}

export type ReadingAnswer = WorldsOfFiles | MadeOfFiles | FolderOfFiles | WrongFiles | NotMade

export type FromReading = { readonly kind: 'progress'; readonly progress: Progress } | ReadingAnswer

/** The files of each world that was asked about last. */
let parts: readonly (readonly FolderFile[])[] = []

addEventListener('message', ({ data }: MessageEvent<ReadingAsk>) => {
  answer(data).then(say, (error: unknown) => {
    const text = error instanceof PickTrouble ? error.message : 'These files could not be read. Try again.'
    say({ kind: 'wrong', problems: [{ path: '', line: null, text }] })
  })
})

function say(message: FromReading): void {
  // A worker has nobody but its page to post to.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  postMessage(message)
}

const tell = (progress: Progress): void => say({ kind: 'progress', progress })

async function answer(ask: ReadingAsk): Promise<ReadingAnswer> {
  if (ask.kind === 'make') return make(parts[ask.world] ?? [], ask.wish)
  const { files, guessed } = await readPicked(ask.picked, tell, ask.encoding)
  if (ask.kind === 'worlds') return worldsOf(files, guessed, ask.isSplit)
  const read = readFolder(files)
  return read.ok
    ? { kind: 'folder', folder: read.folder, guessed }
    : { kind: 'wrong', problems: read.problems }
}

function worldsOf(
  files: readonly FolderFile[],
  guessed: GuessedNames | null,
  isSplit: boolean,
): WorldsOfFiles | WrongFiles {
  const split = isSplit || isTooLarge(files) ? splitFiles(files) : new Map([['', files]])
  const folders = [...split].toSorted(([a], [b]) => a.localeCompare(b))
  parts = folders.map(([, those]) => those)
  const worlds: WorldToMake[] = []
  const problems: Problem[] = []
  for (const [name, those] of folders) {
    const read = readFolder(those)
    if (!read.ok) {
      problems.push(...read.problems)
      continue
    }
    const { things, notes, leftOut, withCode } = read.folder
    const title = titleOf(read.folder) || name || (folders.length > 1 ? BESIDE_FOLDERS : '')
    worlds.push({ title, things: things.length, notes, leftOut, withCode })
  }
  return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'worlds', worlds, guessed }
}

/** The title of what stands beside the folders. */
const BESIDE_FOLDERS = 'Pages'

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))

/** They are read again for each try: a folder becomes a scene once. */
async function make(
  files: readonly FolderFile[],
  { title, runsCode }: WorldWish,
): Promise<MadeOfFiles | NotMade> {
  const read = readFolder(files)
  if (!read.ok) return notMade(read.problems.map(problemWords).join(' '))
  const scene = sceneFromFolder(read.folder, title, random, runsCode)
  const update = new Uint8Array(Y.encodeStateAsUpdate(scene))
  const tooLarge = whyTooLarge(update.length)
  if (tooLarge !== null) return notMade(tooLarge, parts.length === 1 && splitFiles(files).size > 1)
  try {
    return { kind: 'made', world: await sendScene(update), pictures: read.folder.pictures }
  } catch (error) {
    return notMade(wordsOf(error))
  }
}

const notMade = (text: string, canSplit = false): NotMade => ({ kind: 'not-made', text, canSplit })
