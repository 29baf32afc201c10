// Things in the reading view, as chips: each with its drawing and its name. A pressed chip says what it is
// and where one can go.
import { Popover } from '@base-ui/react/popover'
import { createContext, use, useState } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { thingsOn } from '../../shared/world/view/present-people.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { useArtifact, useView, useWorld } from '../world/context/use-world.ts'
import { withoutSigns } from '../../shared/page/headings.ts'
import { Button } from '../parts/button.tsx'
import { useProgramState } from '../world/play/use-live.ts'
import type { ProgramState } from '../words/program-words.ts'
import { DrawnThing } from '../drawings/drawn-thing.tsx'
import { nameAsTitle } from '../../shared/world/artifact.ts'
import '../parts/drop-sheet.css'

/** How many are shown in one place; the others when they are asked for. */
const CHIPS_MAX = 60

export interface OpenChip {
  readonly id: ArtifactId
  readonly chip: HTMLElement
}

/** The action of a press on a chip. */
export const PressContext = createContext<(pressed: OpenChip) => void>(() => undefined)

interface ChipsProps {
  readonly ids: readonly ArtifactId[]
  /** Their name for screen readers. */
  readonly label?: string
}

export function Chips({ ids, label = 'Things here' }: ChipsProps) {
  const [isWhole, setWhole] = useState(false)
  if (ids.length === 0) return null
  const shown = isWhole ? ids : ids.slice(0, CHIPS_MAX)
  const rest = ids.length - shown.length
  return (
    <ul className="read-chips" aria-label={label}>
      {shown.map((id) => (
        <Chip key={id} id={id} />
      ))}
      {rest > 0 && (
        <li>
          <button type="button" className="read-chip" onClick={() => setWhole(true)}>
            {rest} more
          </button>
        </li>
      )}
    </ul>
  )
}

function Chip({ id }: { readonly id: ArtifactId }) {
  const thing = useArtifact(id)
  const life = useProgramState(id)
  const press = use(PressContext)
  if (!thing) return null
  return (
    <li>
      <button
        type="button"
        className="read-chip"
        aria-haspopup="dialog"
        data-chip={id}
        onClick={(event) => press({ id, chip: event.currentTarget })}
      >
        <span className="read-chip-drawing" aria-hidden="true">
          <DrawnThing look={thing.look} />
        </span>
        <bdi>{nameAsTitle(thing.name)}</bdi>
        {life === 'alive' && <span className="read-alive" aria-hidden="true" />}
      </button>
    </li>
  )
}

const LIFE_WORDS: Readonly<Record<ProgramState, string | null>> = {
  none: null,
  alive: 'It is alive: code on its page makes it act.',
  paused: 'Code on its page makes it act, but the world is paused.',
  faulty: 'Code on its page makes it act, and something in it fails.',
  asleep: 'Code on its page makes it act, but it is asleep.',
}

interface ThingCardProps {
  readonly pressed: OpenChip
  readonly onClose: () => void
  readonly onShow: (id: ArtifactId) => void
  readonly onEnter: (id: ArtifactId) => void
}

/** The facts about a thing, beside its chip. */
export function ThingCard({ pressed: { id, chip }, onClose, onShow, onEnter }: ThingCardProps) {
  const { replica } = useWorld()
  const thing = useArtifact(id)
  const lifeWords = LIFE_WORDS[useProgramState(id)]
  const page = useView((view) => pageOf(view, id) ?? '')
  const inside = useView((view) => thingsOn(view, id).length)
  if (!thing) return null
  const { portal } = thing.properties
  const facts = [
    ...(lifeWords === null ? [] : [lifeWords]),
    ...(portal !== null && portal !== replica.address ? [`It leads to the world ${portal}.`] : []),
    ...(inside > 0 ? [inside === 1 ? 'There is one thing in it.' : `There are ${inside} things in it.`] : []),
  ]
  const words = beginningOf(page)
  if (facts.length === 0 && words === '') facts.push('Nothing is written on it, and there is nothing in it.')
  return (
    <Popover.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Popover.Portal>
        <Popover.Positioner anchor={chip} sideOffset={6} align="start" collisionPadding={8} className="float">
          <Popover.Popup className="sheet read-card" finalFocus={() => chip}>
            <Popover.Title className="sheet-title" dir="auto">
              {nameAsTitle(thing.name)}
            </Popover.Title>
            {words !== '' && (
              <p className="read-card-words" dir="auto">
                {words}
              </p>
            )}
            {facts.length > 0 && <p className="sheet-text">{facts.join(' ')}</p>}
            <div className="sheet-ways">
              <Button look="main" onClick={() => onShow(id)}>
                Show on the floor
              </Button>
              {(page.trim() !== '' || inside > 0) && <Button onClick={() => onEnter(id)}>Go in</Button>}
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Letters of a page that a card shows. */
const WORDS_MAX = 140

/** The first words of a page, before any code. */
function beginningOf(page: string): string {
  const line = page
    .slice(0, 2_000)
    .split(/^ {0,3}(?:```|~~~)/m)[0]
    ?.split('\n')
    .map((written) => withoutSigns(written.replace(/^[\s#>*+-]+|^\s*\d+[.)]\s/, '')).trim())
    .find((written) => written !== '')
  if (line === undefined) return ''
  return line.length <= WORDS_MAX ? line : `${line.slice(0, WORDS_MAX).trimEnd()}…`
}
