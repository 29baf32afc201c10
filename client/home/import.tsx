// Bringing in an exported world: a file is chosen, or dropped onto the page, and gets an address.
import { useRef, useState, type ComponentProps, type DragEvent, type FormEvent } from 'react'
import type { WorldSummary } from '../../shared/wire/api.ts'
import { parseAddress, wordFrom } from '../../shared/world/address.ts'
import { importWorld, wordsOf } from '../app/api.ts'
import { useMe } from '../app/me.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'

interface Import {
  /** What was chosen; null when nothing is to be imported. */
  readonly file: File | null
  /** A file is held over the page. */
  readonly isDropping: boolean
  readonly choose: () => void
  readonly done: () => void
  readonly inputProps: ComponentProps<'input'>
  readonly dropProps: Pick<ComponentProps<'div'>, 'onDragOver' | 'onDragLeave' | 'onDrop'>
}

/** Takes a file by button and by drop. */
export function useImport(): Import {
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File | null>(null)
  const [isDropping, setDropping] = useState(false)
  const holdsFile = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')
  return {
    file,
    isDropping,
    choose: () => input.current?.click(),
    done: () => setFile(null),
    inputProps: {
      ref: input,
      type: 'file',
      hidden: true,
      'aria-label': 'A file to import',
      onChange(event) {
        setFile(event.target.files?.[0] ?? null)
        event.target.value = ''
      },
    },
    dropProps: {
      onDragOver(event) {
        if (!holdsFile(event)) return
        event.preventDefault()
        setDropping(true)
      },
      onDragLeave(event) {
        if (event.currentTarget === event.target) setDropping(false)
      },
      onDrop(event) {
        if (!holdsFile(event)) return
        event.preventDefault()
        setDropping(false)
        setFile(event.dataTransfer.files[0] ?? null)
      },
    },
  }
}

interface ImportCardProps {
  readonly file: File | null
  readonly onClose: () => void
  readonly onMade: (world: WorldSummary) => void
}

export function ImportCard({ file, onClose, onMade }: ImportCardProps) {
  return (
    <Card title="Import a world" open={file !== null} onClose={onClose}>
      {file && <ImportForm file={file} onMade={onMade} />}
    </Card>
  )
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
    importWorld(file, address).then(onMade, (error: unknown) => {
      setTrouble(wordsOf(error))
      setBusy(false)
    })
  }

  return (
    <form className="stack" onSubmit={bring}>
      <p className="card-text">{file.name}</p>
      <Field
        label="Its address here"
        value={text}
        onText={setText}
        trouble={trouble}
        spellCheck={false}
        hint="The world comes with its pages, its things and its history."
      />
      <div className="card-foot">
        <Button type="submit" look="main" disabled={isBusy || text.trim() === ''}>
          {isBusy ? 'Importing' : 'Import it'}
        </Button>
      </div>
    </form>
  )
}
