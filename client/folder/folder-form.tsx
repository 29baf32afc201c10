// A folder that was dropped on home, or chosen: its content, its problems, and the world that it becomes.
import { useEffect, useState, type FormEvent } from 'react'
import * as Y from 'yjs'
import { sceneFromFolder, titleOf } from '../../shared/folder/grow-scene.ts'
import type { LeftOutFile } from '../../shared/folder/format/left-out-files.ts'
import type { Problem } from '../../shared/folder/format/folder-problem.ts'
import { readFolder, type Folder, type FolderFile } from '../../shared/folder/read-folder.ts'
import { whyTooLarge } from '../../shared/folder/world-size.ts'
import {
  ENCODINGS,
  guessedNamesWords,
  NAME_ENCODINGS,
  type GuessedNames,
  type NameEncoding,
} from '../../shared/folder/zip-names.ts'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import type { MemberId } from '../../shared/world/address.ts'
import { CallError, wordsOf } from '../api/request.ts'
import { useMe } from '../session/me.ts'
import { count } from '../words/counts.ts'
import { TitleField } from '../parts/title-field.tsx'
import { focusAndSelect } from '../parts/autofocus.ts'
import { Button } from '../parts/button.tsx'
import { Choose } from '../parts/choose.tsx'
import { PickTrouble, readPicked, type PickedFile, type Progress } from './picked-files.ts'
import { LeftOutList, NoteList, ProblemList } from './problem-list.tsx'
import { readingWords } from './reading-words.ts'
import { sendAll } from '../pictures/send-all.ts'
import { sendScene } from '../api/scene-api.ts'
import './folder.css'

interface FolderFormProps {
  readonly picked: readonly PickedFile[]
  readonly onMade: (world: WorldSummary) => void
}

/** The known facts about the files so far. */
type FolderState =
  | { readonly state: 'reading'; readonly progress: Progress | null }
  | { readonly state: 'wrong'; readonly problems: readonly Problem[] }
  | {
      readonly state: 'read'
      readonly files: readonly FolderFile[]
      readonly title: string
      readonly things: number
      readonly notes: readonly string[]
      readonly leftOut: readonly LeftOutFile[]
      readonly withCode: number
      readonly guessed: GuessedNames | null
    }

export default function FolderForm({ picked, onMade }: FolderFormProps) {
  const [encoding, setEncoding] = useState<NameEncoding | null>(null)
  const known = useKnown(picked, encoding)
  switch (known.state) {
    case 'reading':
      return <output className="card-text">{readingWords(known.progress)}</output>
    case 'wrong':
      return (
        <>
          <p className="card-text">No world was created from these files.</p>
          <ProblemList problems={known.problems} />
        </>
      )
    case 'read':
      return <MakeForm {...known} onEncoding={setEncoding} onMade={onMade} />
  }
}

function useKnown(picked: readonly PickedFile[], encoding: NameEncoding | null): FolderState {
  const [known, setKnown] = useState<FolderState>({ state: 'reading', progress: null })
  useEffect(() => {
    let isWanted = true
    const show = (next: FolderState): void => {
      if (isWanted) setKnown(next)
    }
    // What was read before stays until it is read anew.
    const tell = (progress: Progress): void => {
      if (encoding === null) show({ state: 'reading', progress })
    }
    readPicked(picked, tell, encoding)
      .then(knownOf)
      .catch((error: unknown): FolderState => {
        const text =
          error instanceof PickTrouble ? error.message : 'These files could not be read. Try again.'
        return { state: 'wrong', problems: [{ path: '', line: null, text }] }
      })
      .then(show, () => undefined)
    return () => {
      isWanted = false
    }
  }, [picked, encoding])
  return known
}

function knownOf({ files, guessed }: Awaited<ReturnType<typeof readPicked>>): FolderState {
  const read = readFolder(files)
  if (!read.ok) return { state: 'wrong', problems: read.problems }
  const { folder } = read
  const { things, ...said } = folder
  return { ...said, state: 'read', files, guessed, title: titleOf(folder), things: things.length }
}

interface MakeFormProps extends Extract<FolderState, { state: 'read' }> {
  readonly onEncoding: (encoding: NameEncoding) => void
  readonly onMade: (world: WorldSummary) => void
}

function MakeForm(props: MakeFormProps) {
  const { files, title: told, things, notes, leftOut, withCode, guessed, onEncoding, onMade } = props
  /** Null: as the files say. */
  const [written, setTitle] = useState<string | null>(null)
  const title = written ?? told
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [runsCode, setRunsCode] = useState(false)

  const { person } = useMe()

  function send(event: FormEvent): void {
    event.preventDefault()
    setBusy(true)
    make(folderOf(files), { title: title.trim(), runsCode }, person.id).then(onMade, (error: unknown) => {
      setTrouble(wordsOf(error))
      setBusy(false)
    })
  }

  return (
    <form className="stack" onSubmit={send}>
      <p className="card-text">{summary(things)}</p>
      {guessed !== null && (
        <div className="guessed-names">
          <p className="card-text">{guessedNamesWords(guessed)}</p>
          <Choose
            label="How the names in the zip are written"
            value={guessed.encoding}
            options={ENCODING_OPTIONS}
            onChoose={onEncoding}
          />
        </div>
      )}
      <TitleField title={title} onTitle={setTitle} trouble={trouble} ref={focusAndSelect} />
      {withCode > 0 && (
        <label className="held-code">
          <input type="checkbox" checked={runsCode} onChange={() => setRunsCode(!runsCode)} />
          <span>
            Let the code on {count(withCode, 'page')} run at once. Otherwise it sleeps until somebody lets it
            run.
          </span>
        </label>
      )}
      <NoteList notes={notes} />
      <LeftOutList files={leftOut} />
      <div className="card-foot">
        <Button type="submit" look="main" disabled={isBusy || title.trim() === ''}>
          {isBusy ? 'Creating' : 'Create world'}
        </Button>
      </div>
    </form>
  )
}

const ENCODING_OPTIONS = ENCODINGS.map((value) => ({ value, label: NAME_ENCODINGS[value] }))

function summary(things: number): string {
  if (things <= 1) return 'The page becomes the page of a new world.'
  return `${count(things, 'thing')} and their pages become a new world. Links between them stay links.`
}

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))

/** Makes the world, then sends its pictures; those stay on this device until they are there. */
async function make(folder: Folder, wish: FolderWish, member: MemberId): Promise<WorldSummary> {
  const world = await sendScene(sceneOf(folder, wish))
  await sendAll(folder.pictures, member, world.address)
  return world
}

/** Read again for each try: a folder becomes a scene once. */
function folderOf(files: readonly FolderFile[]): Folder {
  const read = readFolder(files)
  if (!read.ok) throw new Error('These files could be read a moment ago.')
  return read.folder
}

interface FolderWish {
  readonly title: string
  readonly runsCode: boolean
}

function sceneOf(folder: Folder, { title, runsCode }: FolderWish): Uint8Array<ArrayBuffer> {
  const scene = sceneFromFolder(folder, title, random, runsCode)
  const update = new Uint8Array(Y.encodeStateAsUpdate(scene))
  scene.destroy()
  const tooLarge = whyTooLarge(update.length)
  if (tooLarge !== null) throw new CallError('bound', tooLarge)
  return update
}
