// Bringing worlds in: files are chosen, or dropped onto the page. An exported world gets an address; Markdown
// files, a folder of them or a zip of one become a new world.
import { FileUp, FolderUp } from 'lucide-react'
import { Suspense, useState, type ComponentProps, type DragEvent, type FormEvent } from 'react'
import { lazyWithRetry } from '../../browser/lazily.ts'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { parseAddress, wordFrom } from '../../../shared/world/address.ts'
import { wordsOf } from '../../api/request.ts'
import { useMe } from '../../session/me.ts'
import { notify } from '../../notices/notices.ts'
import { isWorkFile } from '../../session/work-name.ts'
import { canChooseFolder, choose, type FileRequest } from '../../world/file-requests.ts'
import { filesOfDrop, filesOfList, PickTrouble, type PickedFile } from '../../folder/reading/picked-files.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Menu, MenuItem } from '../../parts/menu.tsx'
import { binWorld, importWorld } from '../../api/worlds-api.ts'

const FolderForm = lazyWithRetry(() => import('../../folder/folder-form.tsx'))

interface Import {
  /** The chosen files; null when nothing is to be imported. */
  readonly picked: readonly PickedFile[] | null
  /** Files are held over the page. */
  readonly isDropping: boolean
  readonly choose: (ask: FileRequest) => void
  readonly done: () => void
  readonly dropProps: Pick<ComponentProps<'div'>, 'onDragOver' | 'onDragLeave' | 'onDrop'>
}

/** Takes files by button and by drop. */
export function useImport(): Import {
  const [picked, setPicked] = useState<readonly PickedFile[] | null>(null)
  const [isDropping, setDropping] = useState(false)
  const holdsFile = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')
  const { person } = useMe()
  function take(files: readonly PickedFile[]): void {
    const [first] = files
    const file = first?.file ?? null
    if (file !== null && files.length === 1 && isWorkFile(first?.path ?? '')) {
      void import('../../home/saved-work.ts').then(({ openSavedWork }) => openSavedWork(person.id, file))
    } else setPicked(first ? files : null)
  }
  return {
    picked,
    isDropping,
    choose: (ask) => choose(ask, ({ files }) => take(filesOfList(files))),
    done: () => setPicked(null),
    dropProps: {
      onDragOver(event) {
        if (!holdsFile(event)) return
        event.preventDefault()
        setDropping(true)
      },
      onDragLeave(event) {
        if (event.relatedTarget === null) setDropping(false)
      },
      onDrop(event) {
        if (!holdsFile(event)) return
        event.preventDefault()
        setDropping(false)
        filesOfDrop(event.dataTransfer).then(take, (error: unknown) => {
          notify({ text: error instanceof PickTrouble ? error.message : 'These files could not be read.' })
        })
      },
    },
  }
}

interface ImportButtonProps {
  readonly onChoose: (ask: FileRequest) => void
  readonly disabled: boolean
}

/** Chooses files; where a browser can, also a folder. */
export function ImportButton({ onChoose, disabled }: ImportButtonProps) {
  const label = (
    <>
      <FileUp size={17} aria-hidden="true" /> Import
    </>
  )
  if (!canChooseFolder()) {
    return (
      <Button look="quiet" disabled={disabled} onClick={() => onChoose('files')}>
        {label}
      </Button>
    )
  }
  return (
    <Menu
      trigger={
        <Button look="quiet" disabled={disabled}>
          {label}
        </Button>
      }
    >
      <MenuItem icon={<FileUp size={16} aria-hidden="true" />} onClick={() => onChoose('files')}>
        Markdown files, a zip, or a world’s file
      </MenuItem>
      <MenuItem icon={<FolderUp size={16} aria-hidden="true" />} onClick={() => onChoose('folder')}>
        A folder of Markdown files
      </MenuItem>
    </Menu>
  )
}

interface ImportCardProps {
  readonly picked: readonly PickedFile[] | null
  readonly onClose: () => void
  readonly onMade: (worlds: readonly WorldSummary[]) => void
}

export function ImportCard({ picked, onClose, onMade }: ImportCardProps) {
  const archive = picked === null ? null : archiveIn(picked)
  const title = archive === null ? 'New world from these files' : 'Import a world'
  function made(worlds: readonly WorldSummary[]): void {
    onMade(worlds)
    const undo = (): void => {
      const binned = Promise.all(worlds.map(({ address }) => binWorld(address)))
      void binned.catch((error: unknown) => notify({ text: wordsOf(error) }))
    }
    const [only] = worlds
    const text =
      worlds.length === 1 ? `“${only?.title}” is imported.` : `${worlds.length} worlds are imported.`
    notify({ text, action: { label: 'Move to bin', run: undo } })
  }
  return (
    <Card title={title} open={picked !== null} onClose={onClose}>
      {archive !== null && <ImportForm file={archive} onMade={onMade} />}
      {archive === null && picked !== null && (
        <Suspense fallback={null}>
          <FolderForm picked={picked} onMade={made} />
        </Suspense>
      )}
    </Card>
  )
}

/** The one file that is an exported world, by its name. */
function archiveIn([first, ...others]: readonly PickedFile[]): File | null {
  return first !== undefined && others.length === 0 && /\.inkland$/i.test(first.path) ? first.file : null
}

/** An export is called ACCOUNT-WORLD.inkland. */
function wordOf({ name }: File): string {
  return wordFrom(name.replace(/\.[^.]*$/u, '').replace(/^[^-]*-/u, ''), 'world')
}

function ImportForm({ file, onMade }: { readonly file: File; readonly onMade: ImportCardProps['onMade'] }) {
  const { person } = useMe()
  const [text, setText] = useState(() => `${person.account}/${wordOf(file)}`)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  function bring(event: FormEvent): void {
    event.preventDefault()
    const address = parseAddress(text.trim())
    if (!address) {
      setTrouble('An address is two words with a slash between, such as ada/garden.')
      return
    }
    setTrouble(null)
    setBusy(true)
    importWorld(file, address)
      .then((world) => onMade([world]))
      .catch((error: unknown) => {
        setTrouble(wordsOf(error))
        setBusy(false)
      })
  }

  return (
    <form className="stack" onSubmit={bring}>
      <p className="card-text">{file.name}</p>
      <Field
        label="Its new address"
        value={text}
        onText={setText}
        trouble={trouble}
        spellCheck={false}
        hint="Its pages, things and history all come along."
      />
      <div className="card-foot">
        <Button type="submit" look="main" disabled={isBusy || text.trim() === ''}>
          {isBusy ? 'Importing' : 'Import'}
        </Button>
      </div>
    </form>
  )
}
