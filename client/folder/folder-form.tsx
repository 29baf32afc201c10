// A folder that was dropped on home, or chosen: its content, its problems, and the world that it becomes.
import { useEffect, useState, type FormEvent } from 'react'
import * as Y from 'yjs'
import { sceneFromFolder, titleOf } from '../../shared/folder/grow-scene.ts'
import type { LeftOutFile } from '../../shared/folder/format/left-out-files.ts'
import type { Problem } from '../../shared/folder/format/folder-problem.ts'
import { readFolder, type Folder, type FolderFile } from '../../shared/folder/read-folder.ts'
import { whyTooLarge } from '../../shared/folder/world-size.ts'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import type { MemberId } from '../../shared/world/address.ts'
import { CallError, wordsOf } from '../api/request.ts'
import { useMe } from '../session/me.ts'
import { count } from '../words/counts.ts'
import { TitleField } from '../parts/title-field.tsx'
import { focusAndSelect } from '../parts/autofocus.ts'
import { Button } from '../parts/button.tsx'
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
    }

export default function FolderForm({ picked, onMade }: FolderFormProps) {
  const known = useKnown(picked)
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
      return <MakeForm {...known} onMade={onMade} />
  }
}

function useKnown(picked: readonly PickedFile[]): FolderState {
  const [known, setKnown] = useState<FolderState>({ state: 'reading', progress: null })
  useEffect(() => {
    let isWanted = true
    const show = (next: FolderState): void => {
      if (isWanted) setKnown(next)
    }
    readPicked(picked, (progress) => show({ state: 'reading', progress }))
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
  }, [picked])
  return known
}

function knownOf(files: readonly FolderFile[]): FolderState {
  const read = readFolder(files)
  if (!read.ok) return { state: 'wrong', problems: read.problems }
  const { folder } = read
  const { things, ...said } = folder
  return { ...said, state: 'read', files, title: titleOf(folder), things: things.length }
}

interface MakeFormProps extends Extract<FolderState, { state: 'read' }> {
  readonly onMade: (world: WorldSummary) => void
}

function MakeForm({ files, title: told, things, notes, leftOut, withCode, onMade }: MakeFormProps) {
  const [title, setTitle] = useState(told)
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
