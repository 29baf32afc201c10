// The colours in which the people of a world are shown, wherever one sees them: each another one, for as long
// as there are so many.
import { useCallback, useSyncExternalStore } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import { colorsTogether } from '../../../shared/world/figures.ts'
import type { PresentPerson } from '../../../shared/world/view/present-people.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { Observable } from '../../device/observable.ts'
import type { WorldStores } from '../context/world-stores.ts'
import { useWorld } from '../context/use-world.ts'
import { everybodyIn, onOthers, showColors, type BodyColors } from './others.ts'
import { peopleHereIn } from './people-here.ts'

interface FollowedColors {
  readonly view: View
  readonly colors: Observable<BodyColors>
  readonly stop: () => void
}

const followed = new WeakMap<Awareness, FollowedColors>()

/** While the past is shown, people are those of the present. */
export function shownColorsIn({
  view,
  presence,
  past,
}: Pick<WorldStores, 'view' | 'presence' | 'past'>): Observable<BodyColors> {
  const before = followed.get(presence)
  if (before !== undefined && (before.view === view || past !== null)) return before.colors
  before?.stop()
  const now = followColors(view, presence)
  followed.set(presence, now)
  return now.colors
}

function followColors(view: View, presence: Awareness): FollowedColors {
  const here = peopleHereIn(view)
  const colors = new Observable<BodyColors>(new Map())
  let last = ''
  function look(): void {
    const people = inOrder(here.all(), presence)
    const next = JSON.stringify(people)
    if (next === last) return
    last = next
    colors.set(colorsTogether(people))
  }
  /** One's own tab is not told of with the others. */
  const lookAtOwn = ({ updated }: { readonly updated: readonly number[] }): void => {
    if (updated.includes(presence.clientID)) look()
  }
  const stops = [here.subscribe(look), onOthers(presence, look), showColors(presence, colors)]
  presence.on('change', lookAtOwn)
  look()
  return {
    view,
    colors,
    stop() {
      presence.off('change', lookAtOwn)
      for (const stop of stops) stop()
    },
  }
}

interface BodyColor {
  readonly id: string
  readonly color: string
}

/** Those who are there come first, and everybody in the same order on each screen. */
function inOrder(people: readonly PresentPerson[], presence: Awareness): readonly BodyColor[] {
  const own = ({ id, avatar }: PresentPerson): BodyColor => ({ id, color: avatar.look.color })
  const there = people.filter(({ avatar }) => !avatar.isAway).map(own)
  const away = people.filter(({ avatar }) => avatar.isAway).map(own)
  const tabs = everybodyIn(presence).flatMap(({ body, color }) => (body === null ? [] : { id: body, color }))
  return [...[...there, ...tabs].sort(byId), ...away.sort(byId)]
}

const byId = (a: BodyColor, b: BodyColor): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** The colours by body; drawn anew when somebody's is another. */
export function useShownColors(): BodyColors {
  const colors = shownColorsIn(useWorld())
  return useSyncExternalStore(colors.subscribe, () => colors.now)
}

/** Somebody's colour here; `own`: the one that they have where nobody else has it. */
export function useShownColor<Own extends string | null>(body: string, own: Own): string | Own {
  const colors = shownColorsIn(useWorld())
  return useSyncExternalStore(
    colors.subscribe,
    useCallback(() => colors.now.get(body) ?? own, [colors, body, own]),
  )
}
