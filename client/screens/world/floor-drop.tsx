// Files dropped onto a world: a hint while they are held over it, how far reading them is, and what is wrong
// with them. Pages become things; pictures go where they are dropped, into the page or onto the floor.
import { useCallback, useEffect, useState } from 'react'
import { useDelay } from '../../browser/use-delay.ts'
import type { LeftOutFile } from '../../../shared/folder/format/left-out-files.ts'
import type { Problem } from '../../../shared/folder/format/folder-problem.ts'
import type { GuessedNames, NameEncoding } from '../../../shared/folder/zip-names.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { useMe } from '../../session/me.ts'
import { notify } from '../../notices/notices.ts'
import type { Point, Viewport } from '../../world/geometry/viewport.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { choose, onAsk } from '../../world/file-requests.ts'
import { onPictures, type PictureRequest, type PictureSpot } from '../../world/picture-requests.ts'
import { usePictures } from '../../adding/use-pictures.ts'
import { DropHint, DropNote } from '../../parts/drop-hint.tsx'
import { filesOfDrop, filesOfList, PickTrouble, type PickedFile } from '../../folder/reading/picked-files.ts'
import { GuessedNamesField } from '../../folder/guessed-names-field.tsx'
import { LeftOutList, NoteList, ProblemList } from '../../folder/problem-list.tsx'
import { readingWords } from '../../folder/reading/reading-words.ts'
import type { Brought } from '../../folder/import-pages.ts'

type Dropping =
  | { readonly state: 'none' }
  | { readonly state: 'held'; readonly arePictures: boolean }
  | { readonly state: 'reading'; readonly words: string }
  | {
      readonly state: 'names'
      readonly guessed: GuessedNames
      /** Null: bring nothing. */
      readonly onChosen: (encoding: NameEncoding | null) => void
    }
  | { readonly state: 'wrong'; readonly problems: readonly Problem[] }
  | { readonly state: 'differs'; readonly notes: readonly string[]; readonly leftOut: readonly LeftOutFile[] }

const NONE: Dropping = { state: 'none' }

interface FloorDropProps {
  /** The floor that is shown. */
  readonly host: ArtifactId
  readonly viewport: Viewport
}

export default function FloorDrop({ host, viewport }: FloorDropProps) {
  const [dropping, setDropping] = useState<Dropping>(NONE)
  const tellPictures = useCallback(
    (words: string | null) => setDropping(words === null ? NONE : { state: 'reading', words }),
    [],
  )
  const bringPictures = usePictures(host, viewport, tellPictures)
  const bring = useBring(host, viewport, setDropping, bringPictures)
  useFileDrag(setDropping, (transfer, at) => bring(filesOfDrop(transfer), { kind: 'dropped', at }))
  useEffect(() => onAsk((ask) => choose(ask, ({ files }) => bring(filesOfList(files), ANYWHERE))), [bring])
  useEffect(() => onPictures(({ files, spot }) => bring(filesOfList(files), spot)), [bring])
  const close = (): void => setDropping(NONE)
  return (
    <>
      {dropping.state === 'held' && <DropHint words={dropping.arePictures ? PICTURE_HINT : PAGE_HINT} />}
      {dropping.state === 'reading' && <ReadingMark words={dropping.words} />}
      <NamesCard dropping={dropping} />
      <Card title="Nothing was imported" open={dropping.state === 'wrong'} onClose={close}>
        {dropping.state === 'wrong' && <ProblemList problems={dropping.problems} />}
        <CloseFoot onClose={close} />
      </Card>
      <Card title={differsTitle(dropping)} open={dropping.state === 'differs'} onClose={close}>
        {dropping.state === 'differs' && <NoteList notes={dropping.notes} />}
        {dropping.state === 'differs' && <LeftOutList files={dropping.leftOut} />}
        <CloseFoot onClose={close} />
      </Card>
    </>
  )
}

/** Shown before anything is brought: another choice shows the names anew. */
function NamesCard({ dropping }: { readonly dropping: Dropping }) {
  const isOpen = dropping.state === 'names'
  const leave = (): void => (isOpen ? dropping.onChosen(null) : undefined)
  // Other files, or another screen, came in between.
  useEffect(() => (dropping.state === 'names' ? () => dropping.onChosen(null) : undefined), [dropping])
  return (
    <Card title="Names in the zip" open={isOpen} onClose={leave}>
      {isOpen && <GuessedNamesField guessed={dropping.guessed} onChoose={dropping.onChosen} />}
      <div className="card-foot">
        <Button onClick={leave}>Cancel</Button>
        {isOpen && (
          <Button look="main" onClick={() => dropping.onChosen(dropping.guessed.encoding)}>
            Add the pages
          </Button>
        )}
      </div>
    </Card>
  )
}

function CloseFoot({ onClose }: { readonly onClose: () => void }) {
  return (
    <div className="card-foot">
      <Button onClick={onClose}>Close</Button>
    </div>
  )
}

/** Nothing is said of a wait that is shorter, in ms. */
const SHOW_DELAY_MS = 300

/** Where nobody pointed. */
const ANYWHERE: PictureSpot = { kind: 'anywhere' }

const differsTitle = (dropping: Dropping): string =>
  dropping.state === 'differs' && dropping.notes.length === 0
    ? 'Some files were left out'
    : 'Some things differ from the files'

const PAGE_HINT = 'Drop here: each page becomes a thing'
const PICTURE_HINT = 'Drop it on the text to put it in the page, or beside the text to make it a thing'

function ReadingMark({ words }: { readonly words: string }) {
  return useDelay(SHOW_DELAY_MS) && <DropNote>{words}</DropNote>
}

type Bring = (picked: readonly PickedFile[] | Promise<readonly PickedFile[]>, spot: PictureSpot) => void

/** Brings files onto the floor, and reports the progress. Its code is fetched with the first of them. */
function useBring(
  host: ArtifactId,
  viewport: Viewport,
  show: (dropping: Dropping) => void,
  bringPictures: (asked: PictureRequest) => Promise<void>,
): Bring {
  const world = useWorld()
  const { id: member } = useMe().person
  /** Reads pages, and puts them onto the floor. */
  async function bringPages(files: readonly PickedFile[], spot: PictureSpot): Promise<Brought> {
    show({ state: 'reading', words: readingWords(null) })
    const { bringFiles } = await import('../../folder/import-pages.ts')
    const point = 'at' in spot ? viewport.toFloor(spot.at) : null
    return bringFiles({ world, viewport, host, member }, files, point, {
      tell: (progress) => show({ state: 'reading', words: readingWords(progress) }),
      choose(guessed) {
        const { promise, resolve } = Promise.withResolvers<NameEncoding | null>()
        show({ state: 'names', guessed, onChosen: resolve })
        return promise
      },
    })
  }
  return (picked, spot) => {
    async function run(): Promise<void> {
      const { partUnshown, sortFiles } = await import('../../folder/sorted-files.ts')
      let sorted = sortFiles(await picked)
      let notes: readonly string[] = []
      if (sorted.pages.length > 0) {
        const brought = await bringPages(sorted.pages, spot)
        if (brought.problems.length > 0) return show({ state: 'wrong', problems: brought.problems })
        sorted = partUnshown(sorted, brought.leftOut)
        notes = brought.notes
      } else if (sorted.pictures.length === 0 && sorted.leftOut.length > 0) {
        return show({
          state: 'wrong',
          problems: sorted.leftOut.map(({ path, why }) => ({ path, line: null, text: why })),
        })
      }
      const { pictures, leftOut } = sorted
      if (pictures.length > 0)
        await bringPictures({ files: pictures.flatMap(({ file }) => file ?? []), spot })
      show(notes.length + leftOut.length === 0 ? NONE : { state: 'differs', notes, leftOut })
    }
    run().catch((error: unknown) => {
      show(NONE)
      notify({
        text: error instanceof PickTrouble ? error.message : 'These files could not be read. Try again.',
      })
    })
  }
}

/** Follows files that are dragged over the window. It goes before editors, which would take them for text. */
function useFileDrag(
  show: (dropping: Dropping) => void,
  drop: (transfer: DataTransfer, at: Point) => void,
): void {
  useEffect(() => {
    const control = new AbortController()
    const listen = { capture: true, signal: control.signal }
    function over(event: DragEvent): void {
      if (!hasFiles(event)) return
      event.preventDefault()
      event.stopPropagation()
      show({ state: 'held', arePictures: event.dataTransfer !== null && arePictures(event.dataTransfer) })
    }
    addEventListener('dragenter', over, listen)
    addEventListener('dragover', over, listen)
    addEventListener(
      'dragleave',
      (event) => event.relatedTarget === null && hasFiles(event) && show(NONE),
      listen,
    )
    addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event) || event.dataTransfer === null) return
        event.preventDefault()
        event.stopPropagation()
        show(NONE)
        drop(event.dataTransfer, { x: event.clientX, y: event.clientY })
      },
      listen,
    )
    return () => control.abort()
  })
}

/** Pictures and nothing else; while they are held, a browser tells no more of them than that. */
const arePictures = ({ items }: DataTransfer): boolean =>
  items.length > 0 && [...items].every(({ kind, type }) => kind === 'file' && type.startsWith('image/'))

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false
