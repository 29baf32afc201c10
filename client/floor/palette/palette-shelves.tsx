// The content of the palette: looks for plain things, and starter things that work as they are put down.
import { wordsOf } from '../../../shared/search/folded-text.ts'
import { ClipboardPaste, FileUp } from 'lucide-react'
import { useState } from 'react'
import { STARTERS, type Starter } from '../../../shared/starters/all-starters.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { To } from '../../../shared/world/edits/place-edits.ts'
import { Button } from '../../parts/button.tsx'
import Starters from './starter-shelf.tsx'
import { useCarry, type Load } from '../../parts/carry/carry.tsx'
import { noteChoice, type LookChoice } from '../../drawings/look-choices.ts'
import { tellWhere } from '../../world/edits/drop-target.ts'
import { SearchedLooks } from '../../parts/looks/look-search.tsx'
import { make, makeStarter, sizeOf } from '../../world/edits/make-artifacts.ts'
import { placeBeside, spotNear, type Size } from '../../world/geometry/free-spot.ts'
import { askForPictures } from '../../world/picture-requests.ts'
import { ChoosePicture } from '../../parts/world/choose-picture.tsx'
import { askForFiles } from '../../world/file-requests.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useWorld, type World } from '../../world/context/use-world.ts'

interface ShelvesProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
  /** Something was put on the floor. */
  readonly onDone: () => void
}

export default function Shelves({ host, viewport, onDone }: ShelvesProps) {
  const world = useWorld()
  const carry = useCarry(host, viewport, onDone)
  const [query, setQuery] = useState('')
  const beside = (size: Size): To => placeBeside(world.view, host, viewport, size)

  function put({ sprite, name }: LookChoice, to: To): void {
    noteChoice(sprite)
    const id = make(world, sprite, to, name)
    if (id !== null && to.host !== host) tellInside(world, id, to.host)
  }
  function begin(starter: Starter, to: To): void {
    let isFirst = true
    const id = makeStarter(world, starter, (size) => {
      const place = isFirst
        ? to
        : { host: to.host, ...spotNear(world.view, to.host, size, { ...to, ...starter }) }
      isFirst = false
      return place
    })
    if (id !== null && to.host !== host) tellInside(world, id, to.host)
  }

  async function paste(): Promise<void> {
    onDone()
    const { pasteThings } = await import('../../world/clipboard/clipboard-commands.ts')
    await pasteThings(world, host, viewport)
  }

  const starters = STARTERS.filter((starter) => isFound(starter, query))
  return (
    <>
      <SearchedLooks
        query={query}
        onQuery={setQuery}
        isSearchFirst
        carry={carry}
        loadOf={(choice) => ({
          sprite: choice.sprite,
          ...sizeOf(choice.sprite),
          put: (to) => put(choice, to),
        })}
        onChoose={(choice) => {
          onDone()
          put(choice, beside(sizeOf(choice.sprite)))
        }}
        above={
          <ChoosePicture
            label="A picture…"
            isMany
            onFiles={(files) => {
              onDone()
              askForPictures({ files, spot: { kind: 'anywhere' } })
            }}
          />
        }
        below={
          starters.length === 0 ? null : (
            <Starters
              starters={starters}
              handlersFor={(starter) =>
                carry.handlers({ ...sizeIn(starter), put: (to) => begin(starter, to) })
              }
              onChoose={(starter) => {
                onDone()
                begin(starter, beside(starter))
              }}
            />
          )
        }
      />
      <Button look="quiet" className="palette-paste" onClick={() => void paste()}>
        <ClipboardPaste size={17} aria-hidden="true" /> Paste
      </Button>
      <BringFiles onDone={onDone} />
      <p className="sheet-text">
        Drag one into place, or double-click the margin to add another of the last one.
      </p>
      {carry.ghost}
    </>
  )
}

/** A thing that went into another one is not on the shown floor. */
function tellInside(world: World, id: ArtifactId, host: ArtifactId): void {
  world.selection.select(null)
  tellWhere(world, [id], host)
}

const sizeIn = ({ sprite, width, height }: Starter): Omit<Load, 'put'> => ({ sprite, width, height })

function isFound({ name, words }: Starter, query: string): boolean {
  // Of this word all of it: a star is something else.
  const has = ` ${name} ${words}${/\bstarter/i.test(query) ? ' starters' : ''}`.toLowerCase()
  return wordsOf(query).every((word) => has.includes(` ${word}`))
}

/**
 * The button that lets one choose files to bring onto the floor, for a keyboard and a phone, which have no
 * hand to drop them.
 */
function BringFiles({ onDone }: { readonly onDone: () => void }) {
  function choose(): void {
    onDone()
    askForFiles('files')
  }
  return (
    <Button look="quiet" onClick={choose}>
      <FileUp size={17} aria-hidden="true" /> Bring in Markdown files
    </Button>
  )
}
