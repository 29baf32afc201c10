// The people on a floor who are near what is seen, among its things.
import {
  memo,
  useCallback,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ComponentProps,
} from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { PresentPerson } from '../../../shared/world/view/present-people.ts'
import { depthStart, type DrawnBand } from '../../world/geometry/drawn-band.ts'
import { usePrediction } from '../../world/motion/predicted-avatar.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { foreignNodeOf } from '../../world/people/home-node.ts'
import { useMe, useMode } from '../../world/play/you.ts'
import { useBubbleSpacing } from './bubble-spacing.ts'
import { useOne, usePeopleInBand, type PeopleInBand, type ShowMoved } from './people-in-band.ts'

import { steppedMotion } from './crowd-drawing.ts'
import { Figure } from './person-figure.tsx'
import { useNameRows } from './name-rows.ts'

interface FiguresProps {
  readonly host: ArtifactId
  readonly band: DrawnBand
}

/**
 * Of more than so many at once nobody bobs. Each stays a layer, or the page under them would be drawn anew
 * with each frame; those who go in steps need none: a hundred layers cost more than so few drawings.
 */
const CROWD = 24

const NOBODY: readonly PresentPerson[] = []

export default function Figures({ host, band }: FiguresProps) {
  const { address } = useWorld().replica
  const [isCrowd, setCrowd] = useState(false)
  const isSlow = isCrowd && drawsBySoftware()
  const there = usePeopleInBand({ host, ...band }, isSlow)
  const people = useSyncExternalStore(there.subscribe, there.all)
  if (people.length > CROWD !== isCrowd) setCrowd(!isCrowd)
  const floor = useRef<HTMLElement>(null)
  useBubbleSpacing(floor)
  const me = useMe()?.id ?? null
  const isWalking = useMode() === 'walk'
  // The order does not depend on who moves: an element that moves in the page begins its walk anew.
  const inTurn = usePrediction(useMemo(() => people.toSorted((a, b) => (a.id < b.id ? -1 : 1)), [people]))
  useNameRows(floor, isCrowd ? NOBODY : inTurn, address)
  return (
    <section
      ref={floor}
      className="figures"
      aria-label="People"
      data-crowd={isCrowd ? (isSlow ? 'in-steps' : 'smooth') : undefined}
    >
      {inTurn.map((person) => (
        <Somebody
          key={person.id}
          there={there}
          person={person}
          isMe={person.id === me}
          node={foreignNodeOf(address, person.avatar.account)}
          isNear={isWalking}
          isInCrowd={isCrowd}
          depthFrom={depthStart(band)}
          draw={isSlow && person.id !== me ? steppedMotion : undefined}
        />
      ))}
    </section>
  )
}

interface SomebodyProps extends ComponentProps<typeof Figure> {
  readonly there: PeopleInBand
}

/** Oneself is shown ahead of the owner. When one of a crowd is drawn anew, the others are not. */
const Somebody = memo(function Somebody({ there, person, ...props }: SomebodyProps) {
  const now = useOne(there, person)
  const { id } = person
  const moveBy = useCallback((move: ShowMoved) => there.moveBy(id, move), [there, id])
  if (props.isMe) return <Figure {...props} person={person} />
  return <Figure {...props} person={now ?? person} moveBy={moveBy} />
})

let answer: boolean | null = null

/** Names of programs that draw in place of a graphics processor. */
const PROGRAMS = /swiftshader|llvmpipe|softpipe|software|basic render/i

/**
 * Whether this browser draws without a graphics processor, as in a remote desktop or on an old machine: there
 * each frame takes time from other work. Asked once, by a drawing context that is let go of at once.
 */
function drawsBySoftware(): boolean {
  if (answer !== null) return answer
  const context = document.createElement('canvas').getContext('webgl')
  const by = context?.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL
  answer = context === null || PROGRAMS.test(String(context.getParameter(by ?? context.RENDERER)))
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return answer
}
