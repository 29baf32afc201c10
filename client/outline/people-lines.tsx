// The people in the outline, and the things that each holds.
import { Users } from 'lucide-react'
import { heldBy, isPerson, type PresentPerson } from '../../shared/world/view/present-people.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { Marked } from '../parts/marked.tsx'
import { useArtifact, useThingsOn, useView, useWorld } from '../world/context/use-world.ts'
import { useHere } from '../world/people/people-here.ts'
import { BY_PROGRAM, isByProgram } from '../world/people/roster.ts'
import { useShownColor } from '../world/people/shown-colors.ts'
import { bodyIn, useYou } from '../world/play/you.ts'
import { FigureDrawing } from '../drawings/figure-drawing.tsx'
import { lineOf, Twisty, type OutlineLineProps } from './line-parts.tsx'
import type { PeopleRow, PersonRow } from './outline-entry.ts'
import { rangesOf } from '../../shared/search/folded-text.ts'
import { nameInWords } from '../../shared/world/artifact.ts'

export function PeopleLine(props: OutlineLineProps<PeopleRow>) {
  const number = useHere().length
  return (
    <div {...lineOf(props)} aria-expanded={props.row.isOpen} aria-selected={false}>
      <Twisty isShown />
      <span className="outline-drawing" aria-hidden="true">
        <Users className="outline-page" />
      </span>
      <span className="outline-name">
        People<span className="outline-note"> {number.toLocaleString('en-GB')}</span>
      </span>
    </div>
  )
}

export function PersonLine(props: OutlineLineProps<PersonRow>) {
  const { row, words } = props
  const { id, isOpen, isMatch } = row
  const world = useWorld()
  const artifact = useArtifact(id)
  const color = useShownColor(id, artifact?.avatar?.look.color ?? '')
  const hasSome = useThingsOn(id).length > 0
  const holding = useView((view) => holdingOf(view, id))
  useYou()
  if (!artifact || !isPerson(artifact)) return null
  const { name, avatar } = artifact
  const how = avatar.isAway ? 'away' : isByProgram(avatar) ? BY_PROGRAM : ''
  const notes = [id === bodyIn(world) ? 'you' : '', how, holding].filter((note) => note !== '')
  return (
    <div
      {...lineOf(props)}
      {...(hasSome && { 'aria-expanded': isOpen })}
      aria-selected={false}
      data-around={!isMatch || undefined}
    >
      <Twisty isShown={hasSome} />
      <span className="outline-drawing outline-figure" style={{ '--who': color }}>
        <FigureDrawing sprite={avatar.look.sprite} facing="down" isKneeling={false} />
      </span>
      <span className="outline-name">
        <Marked text={name} ranges={words.length === 0 ? [] : rangesOf(name, words)} />
        {notes.length > 0 && <span className="outline-note"> {notes.join(' · ')}</span>}
      </span>
    </div>
  )
}

/** "holds lamp and 2 more" */
function holdingOf(view: View, id: PresentPerson['id']): string {
  const [first, ...more] = heldBy(view, id)
  if (!first) return ''
  return `holds ${nameInWords(first.name)}${more.length === 0 ? '' : ` and ${more.length} more`}`
}
