// The acts of a program whose body is not at home, as its person's actions there. A visitor acts like any
// person: an act that only code can do is refused.
import type { Act } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Action } from '../acts/action.ts'
import type { XY } from '../walking/floor-space.ts'

/** An action; or why there is none. `isWalk`: it has come to an end when they stand. */
type VisitorAction =
  | { readonly action: Action; readonly to: XY | null }
  | { readonly why: string; readonly isFault: boolean }

const NOWHERE: VisitorAction = { why: 'You are not in that world now.', isFault: false }

/** `spot`: where they stand there; null: nowhere. */
export function visitorActionOf(act: Act, body: ArtifactId, spot: XY | null): VisitorAction {
  switch (act.do) {
    case 'moveTo':
      return ofOneself(act, body) ?? walk(act)
    case 'moveBy':
      return (
        ofOneself(act, body) ?? (spot === null ? NOWHERE : walk({ x: spot.x + act.dx, y: spot.y + act.dy }))
      )
    case 'turn':
      return ofOneself(act, body) ?? just({ verb: 'turn', facing: act.facing })
    case 'halt':
      return ofOneself(act, body) ?? just({ verb: 'halt' })
    case 'push':
    case 'pickUp':
    case 'enter':
    case 'use':
      return just({ verb: act.do, thing: act.thing })
    case 'putDown':
    case 'leave':
      return just({ verb: act.do })
    case 'speak':
      return speak(act)
    case 'set':
    case 'placeAt':
    case 'fitAt':
    case 'teleport':
    case 'create':
    case 'copy':
    case 'destroy':
    case 'text':
    case 'anchor':
    case 'send':
    case 'showTo':
    case 'ask':
    case 'sound':
    case 'fetch':
      return notHere(act.do)
  }
  return act satisfies never
}

const just = (action: Action): VisitorAction => ({ action, to: null })

function walk({ x, y }: XY): VisitorAction {
  const to = { x: Math.round(x), y: Math.round(y) }
  return { action: { verb: 'walk', to }, to }
}

function speak({ voice, words, to }: Extract<Act, { do: 'speak' }>): VisitorAction {
  const said = words.toWellFormed().trim()
  if (said === '') return { why: 'There is nothing to say.', isFault: false }
  if (voice !== 'whisper') return just({ verb: voice, words: said })
  return to === null
    ? { why: 'Choose someone to whisper to.', isFault: false }
    : just({ verb: 'whisper', words: said, to })
}

function ofOneself({ do: name, thing }: { do: string; thing: ArtifactId }, body: ArtifactId) {
  return thing === body ? null : notHere(name, ' of another thing')
}

/** Acts that only code of that world can do, on any node. */
function notHere(name: string, more = ''): VisitorAction {
  return {
    why: `“${name}”${more} does not work away from home, where you are a visitor and act as people do.`,
    isFault: true,
  }
}
