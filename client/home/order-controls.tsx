// What one does with the order of the list: the star and the folder of a world, a folder's menu, and how all
// is sorted.
import {
  Check,
  ChevronDown,
  Folder,
  FolderInput,
  FolderMinus,
  FolderPlus,
  MoreHorizontal,
  Pencil,
  Star,
  Trash2,
} from 'lucide-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import { FOLDER_NAME_MAX, type HomeSort } from '../../shared/wire/api/home-order-bodies.ts'
import { wordsOf } from '../api/request.ts'
import { usePhone } from '../browser/media.ts'
import { notify } from '../notices/notices.ts'
import { focusAndSelect } from '../parts/autofocus.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { Choose } from '../parts/choose.tsx'
import { Card } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Menu, MenuItem } from '../parts/menu.tsx'
import { Trouble } from '../parts/trouble.tsx'
import type { ListedWorld } from '../session/listed-worlds.ts'
import { useLineOrder } from './home-order.ts'
import './order-controls.css'

const sayWhyNot = (error: unknown): void => notify({ text: wordsOf(error) })

/** One's choices about one world; null where nothing can be arranged. */
function useWorldOrder({ id }: Pick<ListedWorld, 'id'>) {
  const { order, change } = useLineOrder()
  const isStarred = order.starred.includes(id)
  const folder = order.folders.find(({ worlds }) => worlds.includes(id))?.name ?? null
  return {
    isStarred,
    folder,
    toggleStar:
      change && (() => void change({ do: isStarred ? 'unstar' : 'star', world: id }).catch(sayWhyNot)),
    takeOut: change && (() => void change({ do: 'file', world: id, folder: null }).catch(sayWhyNot)),
  }
}

interface OfWorld {
  readonly world: ListedWorld
  readonly title: string
}

/** On a phone there is no room for a button: the menu has it, and the star is a mark. */
export function StarButton({ world, title }: OfWorld) {
  const { isStarred, toggleStar } = useWorldOrder(world)
  const isPhone = usePhone()
  const star = <Star size={17} aria-hidden="true" className={isStarred ? 'star star-on' : 'star'} />
  if (toggleStar === null || isPhone) return isStarred && <span className="star-mark">{star}</span>
  return (
    <IconButton label={`Star ${title}`} aria-pressed={isStarred} onClick={toggleStar}>
      {star}
    </IconButton>
  )
}

/** In the menu of a world. */
export function OrderItems({ world }: Pick<OfWorld, 'world'>) {
  const { isStarred, folder, toggleStar, takeOut } = useWorldOrder(world)
  const { askFolder } = useLineOrder()
  if (toggleStar === null || takeOut === null) return null
  return (
    <>
      <MenuItem icon={<Star size={16} aria-hidden="true" />} onClick={toggleStar}>
        {isStarred ? 'Take the star away' : 'Star'}
      </MenuItem>
      <MenuItem icon={<FolderInput size={16} aria-hidden="true" />} onClick={() => askFolder(world)}>
        Put into a folder
      </MenuItem>
      {folder !== null && (
        <MenuItem icon={<FolderMinus size={16} aria-hidden="true" />} onClick={takeOut}>
          Take out of “{folder}”
        </MenuItem>
      )}
    </>
  )
}

const SORTS: readonly { readonly value: HomeSort; readonly label: string }[] = [
  { value: 'changed', label: 'Last changed' },
  { value: 'opened', label: 'Last opened here' },
  { value: 'name', label: 'Name' },
]

/** Beside the search. */
export function ListTools() {
  const { order, change } = useLineOrder()
  const [naming, setNaming] = useState(false)
  if (change === null) return null
  return (
    <div className="list-tools">
      <Choose
        label="Sort by"
        value={order.sort}
        options={SORTS}
        onChoose={(by) => void change({ do: 'sort', by }).catch(sayWhyNot)}
      />
      <Button look="quiet" onClick={() => setNaming(true)}>
        <FolderPlus size={17} aria-hidden="true" /> New folder
      </Button>
      <Card title="New folder" open={naming} onClose={() => setNaming(false)}>
        <NameForm
          words="Create folder"
          onName={(folder) => change({ do: 'makeFolder', folder })}
          onDone={() => setNaming(false)}
        />
      </Card>
    </div>
  )
}

interface FolderHeadProps {
  readonly name: string
  readonly isOpen: boolean
  readonly count: number
  readonly listId: string
}

export function FolderHead({ name, isOpen, count, listId }: FolderHeadProps) {
  const { change, toggle } = useLineOrder()
  const [naming, setNaming] = useState(false)
  function remove(folder: string): void {
    if (change === null) return
    change({ do: 'removeFolder', folder }).then(
      () => notify({ text: `The folder “${folder}” is gone. Its worlds are in the list.` }),
      sayWhyNot,
    )
  }
  return (
    <header className="folder-head">
      <h2 className="section-title">
        <button
          type="button"
          className="folder-name"
          aria-expanded={isOpen}
          aria-controls={listId}
          onClick={() => toggle(name)}
        >
          <ChevronDown size={17} aria-hidden="true" />
          <span>{name}</span>
          <span className="folder-count">{count === 1 ? '1 world' : `${count} worlds`}</span>
        </button>
      </h2>
      {change !== null && (
        <Menu
          trigger={
            <button type="button" className="icon-button" aria-label={`More for the folder ${name}`}>
              <MoreHorizontal size={18} aria-hidden="true" />
            </button>
          }
        >
          <MenuItem icon={<Pencil size={16} aria-hidden="true" />} onClick={() => setNaming(true)}>
            Rename
          </MenuItem>
          <MenuItem icon={<Trash2 size={16} aria-hidden="true" />} onClick={() => remove(name)}>
            Remove the folder
          </MenuItem>
        </Menu>
      )}
      {change !== null && (
        <Card title={`Rename “${name}”`} open={naming} onClose={() => setNaming(false)}>
          <NameForm
            name={name}
            words="Rename"
            onName={(next) => change({ do: 'renameFolder', folder: name, name: next })}
            onDone={() => setNaming(false)}
          />
        </Card>
      )}
    </header>
  )
}

/** Where a world is to go: one of the folders, or a new one. */
export function FolderCard({
  world,
  onClose,
}: {
  readonly world: ListedWorld
  readonly onClose: () => void
}) {
  const { order, change } = useLineOrder()
  const [isNew, setNew] = useState(order.folders.length === 0)
  const [trouble, setTrouble] = useState<string | null>(null)
  const title = world.title.trim() || 'Untitled'
  const put = async (folder: string): Promise<void> => change?.({ do: 'file', world: world.id, folder })
  const choose = (folder: string): void =>
    void put(folder).then(onClose, (error: unknown) => setTrouble(wordsOf(error)))
  return (
    <Card title={`Put “${title}” into a folder`} open onClose={onClose}>
      {order.folders.length === 0 && (
        <p className="card-text">You have no folders yet. Name the first one.</p>
      )}
      {isNew ? (
        <NameForm words="Create and put in" onName={put} onDone={onClose} />
      ) : (
        <ul className="folder-choices" aria-label="Folders">
          {order.folders.map(({ name, worlds }) => (
            <li key={name}>
              <Button look="quiet" aria-pressed={worlds.includes(world.id)} onClick={() => choose(name)}>
                {worlds.includes(world.id) ? (
                  <Check size={17} aria-hidden="true" />
                ) : (
                  <Folder size={17} aria-hidden="true" />
                )}
                {name}
              </Button>
            </li>
          ))}
          <li>
            <Button look="quiet" onClick={() => setNew(true)}>
              <FolderPlus size={17} aria-hidden="true" /> New folder
            </Button>
          </li>
        </ul>
      )}
      <Trouble text={trouble} />
    </Card>
  )
}

interface NameFormProps {
  readonly name?: string
  readonly words: ReactNode
  readonly onName: (name: string) => Promise<void>
  readonly onDone: () => void
}

function NameForm({ name = '', words, onName, onDone }: NameFormProps) {
  const [text, setText] = useState(name)
  const [trouble, setTrouble] = useState<string | null>(null)
  function send(event: FormEvent): void {
    event.preventDefault()
    onName(text).then(onDone, (error: unknown) => setTrouble(wordsOf(error)))
  }
  return (
    <form className="stack" onSubmit={send}>
      <Field
        label="Name of the folder"
        ref={focusAndSelect}
        value={text}
        onText={setText}
        trouble={trouble}
        maxLength={FOLDER_NAME_MAX}
      />
      <div className="card-foot">
        <Button type="submit" look="main" disabled={text.trim() === '' || text.trim() === name}>
          {words}
        </Button>
      </div>
    </form>
  )
}
