// A folder that was dropped on home, or chosen: its content, its problems, and the world that it becomes; or
// several worlds, one for each folder in it, where one cannot hold it.
import { useEffect, useState, type FormEvent } from 'react'
import type { Problem } from '../../shared/folder/format/folder-problem.ts'
import type { GuessedNames, NameEncoding } from '../../shared/folder/zip-names.ts'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { wordsOf } from '../api/request.ts'
import { useMe } from '../session/me.ts'
import { count } from '../words/counts.ts'
import { TitleField } from '../parts/title-field.tsx'
import { focusAndSelect } from '../parts/autofocus.ts'
import { Button } from '../parts/button.tsx'
import type { PickedFile } from './reading/picked-files.ts'
import { LeftOutList, NoteList, ProblemList } from './problem-list.tsx'
import { GuessedNamesField } from './guessed-names-field.tsx'
import { openFolderReader, type FolderReader } from './reading/folder-reader.ts'
import { readingWords } from './reading/reading-words.ts'
import type { Progress } from './reading/read-picked.ts'
import type { NotMade, WorldToMake } from './reading/reading-worker.ts'
import { sendAll } from '../pictures/send-all.ts'
import './folder.css'

interface FolderFormProps {
  readonly picked: readonly PickedFile[]
  /** All are made. */
  readonly onMade: (worlds: readonly WorldSummary[]) => void
}

/** How the files are to be read, beyond what they say. */
interface Reading {
  readonly encoding: NameEncoding | null
  readonly isSplit: boolean
}

/** The known facts about the files so far. */
type FolderState =
  | { readonly state: 'reading'; readonly progress: Progress | null }
  | { readonly state: 'wrong'; readonly problems: readonly Problem[] }
  | {
      readonly state: 'read'
      readonly by: Reading
      readonly reader: FolderReader
      readonly worlds: readonly WorldToMake[]
      readonly guessed: GuessedNames | null
    }

export default function FolderForm({ picked, onMade }: FolderFormProps) {
  const [reading, setReading] = useState<Reading>({ encoding: null, isSplit: false })
  const known = useKnown(picked, reading)
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
      return (
        <MakeForm
          // Several worlds are another form.
          key={known.worlds.length}
          {...known}
          isReading={known.by !== reading}
          onEncoding={(encoding) => setReading({ ...reading, encoding })}
          onSplit={() => setReading({ ...reading, isSplit: true })}
          onMade={onMade}
        />
      )
  }
}

function useKnown(picked: readonly PickedFile[], reading: Reading): FolderState {
  const [known, setKnown] = useState<FolderState>({ state: 'reading', progress: null })
  useEffect(() => {
    const reader = openFolderReader()
    // What was read before stays until it is read anew.
    const tell = (progress: Progress): void => {
      if (reading.encoding === null) setKnown({ state: 'reading', progress })
    }
    async function read(): Promise<void> {
      const answer = await reader.worlds(picked, reading, tell)
      if (answer.kind === 'wrong') setKnown({ state: 'wrong', problems: answer.problems })
      else setKnown({ state: 'read', by: reading, reader, worlds: answer.worlds, guessed: answer.guessed })
    }
    void read()
    return () => reader.close()
  }, [picked, reading])
  return known
}

interface MakeFormProps extends Omit<Extract<FolderState, { state: 'read' }>, 'by'> {
  /** They are read anew, in another way. */
  readonly isReading: boolean
  readonly onEncoding: (encoding: NameEncoding) => void
  readonly onSplit: () => void
  readonly onMade: (worlds: readonly WorldSummary[]) => void
}

function MakeForm({ reader, worlds, guessed, isReading, onEncoding, onSplit, onMade }: MakeFormProps) {
  const [only] = worlds.length === 1 ? worlds : []
  /** Null: as the files say. */
  const [written, setTitle] = useState<string | null>(null)
  const [made, setMade] = useState<readonly WorldSummary[]>([])
  const [trouble, setTrouble] = useState<Omit<NotMade, 'kind'> | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [runsCode, setRunsCode] = useState(false)
  const { person } = useMe()
  const withCode = worlds.reduce((sum, world) => sum + world.withCode, 0)

  /** Goes on after those that are made already. */
  async function makeAll(): Promise<void> {
    const all = [...made]
    for (const [at, { title }] of worlds.entries()) {
      if (at < all.length) continue
      const answer = await reader.make(at, { title: only ? (written ?? title).trim() : title, runsCode })
      if (answer.kind === 'not-made') return setTrouble(answer)
      all.push(answer.world)
      setMade([...all])
      // They stay on this device until they are there.
      await sendAll(answer.pictures, person.id, answer.world.address)
    }
    onMade(all)
  }

  function create(event: FormEvent): void {
    event.preventDefault()
    setBusy(true)
    setTrouble(null)
    makeAll()
      .catch((error: unknown) => setTrouble({ text: wordsOf(error), canSplit: false }))
      .finally(() => setBusy(false))
  }

  const title = only && (written ?? only.title)
  return (
    <form className="stack" onSubmit={create}>
      {only ? <p className="card-text">{summary(only.things)}</p> : <SplitList worlds={worlds} />}
      {guessed !== null && <GuessedNamesField guessed={guessed} onChoose={onEncoding} />}
      {title !== undefined && (
        <TitleField title={title} onTitle={setTitle} trouble={trouble?.text ?? null} ref={focusAndSelect} />
      )}
      {withCode > 0 && (
        <label className="held-code">
          <input type="checkbox" checked={runsCode} onChange={() => setRunsCode(!runsCode)} />
          <span>
            Let the code on {count(withCode, 'page')} run at once. Otherwise it sleeps until somebody lets it
            run.
          </span>
        </label>
      )}
      <NoteList notes={worlds.flatMap(({ notes }) => notes)} />
      <LeftOutList files={worlds.flatMap(({ leftOut }) => leftOut)} />
      {!only && trouble !== null && (
        <p className="card-text trouble" role="alert">
          {count(made.length, 'world')} of {worlds.length} {made.length === 1 ? 'is' : 'are'} created. “
          {worlds[made.length]?.title}” is not: {trouble.text}
        </p>
      )}
      <div className="card-foot">
        {trouble?.canSplit && <Button onClick={onSplit}>One world for each folder</Button>}
        <Button type="submit" look="main" disabled={isReading || isBusy || title?.trim() === ''}>
          {buttonWords(worlds.length, made.length, isBusy)}
        </Button>
      </div>
    </form>
  )
}

/** Which worlds come of the folders. */
function SplitList({ worlds }: { readonly worlds: readonly WorldToMake[] }) {
  return (
    <>
      <p className="card-text">
        This is more than one world can hold. It becomes {worlds.length} worlds, one for each folder. A link
        from one to another leads to a page that is not there.
      </p>
      <ul className="drop-list" aria-label="Worlds">
        {worlds.map(({ title, things }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- two folders may say the same title
          <li key={at}>
            <b>{title}</b>: {count(things, 'thing')}
          </li>
        ))}
      </ul>
    </>
  )
}

function buttonWords(worlds: number, made: number, isBusy: boolean): string {
  if (worlds === 1) return isBusy ? 'Creating' : 'Create world'
  if (isBusy) return `Creating ${Math.min(made + 1, worlds)} of ${worlds}`
  return made === 0 ? `Create ${worlds} worlds` : `Create the other ${worlds - made}`
}

function summary(things: number): string {
  if (things <= 1) return 'The page becomes the page of a new world.'
  return `${count(things, 'thing')} and their pages become a new world. Links between them stay links.`
}
