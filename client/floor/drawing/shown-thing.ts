// How a thing on the floor is shown, in one subscription: a floor that is scrolled draws a dozen things anew
// in a frame, and each hook of each of them is felt.
import { useCallback, useState, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { followOne } from '../../world/context/artifact-subscription.ts'
import type { PersonalLooks } from '../../world/context/personal-store.ts'
import type { Selected } from '../../world/context/selection.ts'
import { useWorld, type World } from '../../world/context/use-world.ts'
import { personalOf } from '../../world/play/personal.ts'
import type { DragState } from '../gestures/drag-state.ts'
import { isOnlyNudged, ThingElement, type DrawnThing } from './thing-element.ts'

/** While it `isPlain`, the same object as long as the thing is only put elsewhere on its floor. */
export interface ShownThing extends DrawnThing {
  readonly choice: SelectionOfThing
  readonly hasCode: boolean
  /** What programs show the person here alone. */
  readonly mine: PersonalLooks
}

/** How a thing is selected: among others, alone with its tools at hand, or while its name is written. */
type SelectionOfThing = 'none' | 'some' | 'alone' | 'named'

interface Use {
  readonly id: ArtifactId
  readonly hold: DragState
  /** One walks here: nothing is selected, moved or named. */
  readonly isFixed: boolean
  /** Somebody else drags it, or it speaks. */
  readonly isBusy: boolean
}

interface ThingToDraw extends Pick<ThingElement, 'attach' | 'draw'> {
  /** Null where it is gone. */
  readonly drawn: ShownThing | null
}

/** A thing as it is to be drawn, and its element. */
export function useShownThing(use: Use): ThingToDraw {
  const { id, hold } = use
  const world = useWorld()
  const [reader] = useState(() => createReader(id, hold))
  const { element } = reader
  const drawn = useSyncExternalStore(
    useCallback(
      (listener: () => void) => {
        const follow = (): void => {
          element.follow()
          listener()
        }
        const ends = [
          followOne(world.view, id, follow),
          world.selection.subscribe(listener),
          world.programs.subscribe(listener),
          personalOf(world).subscribe(listener),
          hold.subscribe(listener),
        ]
        // It may have been nudged since it was drawn.
        element.follow()
        return () => {
          for (const end of ends) end()
        }
      },
      [world, element, id, hold],
    ),
    () => reader.read(world, use),
  )
  return { drawn, attach: element.attach, draw: element.draw }
}

interface Reader {
  readonly element: ThingElement
  readonly read: (world: World, use: Use) => ShownThing | null
}

function createReader(id: ArtifactId, hold: DragState): Reader {
  let last: ShownThing | null = null
  return {
    element: new ThingElement(id, hold),
    read(world, { isFixed, isBusy }) {
      const { view, selection, programs, past } = world
      const choice = choiceIn(selection.now, { id, isFixed, isPast: past !== null })
      const isHeld = hold.ids.has(id)
      const isPlain = choice === 'none' && !isHeld && !isBusy
      const found = view.artifact(id)
      const before = last?.world.view === view ? last.artifact : null
      const artifact = isPlain && isOnlyNudged(before, found) ? before : found
      const hasCode = programs.of(id) !== null
      const mine = personalOf(world).looks(id)
      if (artifact === null) last = null
      else if (
        last?.artifact !== artifact ||
        last.world !== world ||
        last.choice !== choice ||
        last.isHeld !== isHeld ||
        last.isPlain !== isPlain ||
        last.hasCode !== hasCode ||
        last.mine !== mine
      )
        last = { artifact, world, choice, isHeld, isPlain, hasCode, mine }
      return last
    },
  }
}

interface Chooser {
  readonly id: ArtifactId
  readonly isFixed: boolean
  readonly isPast: boolean
}

/** In the past things are selected to be copied or restored, and nothing else is done with them. */
function choiceIn(now: Selected, { id, isFixed, isPast }: Chooser): SelectionOfThing {
  if (isPast) return now.ids.has(id) ? 'some' : 'none'
  return isFixed ? 'none' : choiceOf(now, id)
}

function choiceOf({ ids, id: last, naming, panel }: Selected, id: ArtifactId): SelectionOfThing {
  if (!ids.has(id)) return 'none'
  if (naming && last === id) return 'named'
  return last === id && ids.size === 1 && panel.kind !== 'inspector' ? 'alone' : 'some'
}
