// Words in the air, over the thing or the person that says them. A crowd talks all the time, so they are put
// into the page and taken out of it here, and nothing else is drawn anew.
import { memo, useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { useWorld } from '../world/context/use-world.ts'
import type { FloorSide } from '../world/geometry/floor-side.ts'
import type { SpeechInSight } from '../world/play/hearing.ts'
import { fadeDelayMs } from '../world/play/speech-time.ts'
import { hearingOf } from '../world/play/use-hearing.ts'
import './speech-bubble.css'
import { whenIdle } from '../browser/later.ts'

/** Where words stand by whoever says them. */
export interface BubbleSide {
  /** Near which edge of the floor they stand. */
  readonly side: FloorSide
  /** Too near to the top of the floor for words above them. */
  readonly isHigh: boolean
}

interface BubbleProps extends BubbleSide {
  /** Whose words. */
  readonly id: ArtifactId
  readonly ref?: Ref<BubbleHandle>
}

export interface BubbleHandle {
  /** Puts the words elsewhere without drawing anything anew. */
  readonly turn: (side: BubbleSide) => void
}

/**
 * The present words of a body or a thing; they are said aloud elsewhere, so slowly that they can be heard.
 */
export const Bubble = memo(function Bubble({ id, side, isHigh, ref }: BubbleProps) {
  const hearing = hearingOf(useWorld())
  const place = useRef<HTMLDivElement>(null)
  const [words] = useState(createWords)
  useImperativeHandle(ref, () => words, [words])
  useLayoutEffect(() => words.turn({ side, isHigh }), [words, side, isHigh])
  useLayoutEffect(() => {
    const say = (): void => words.say(place.current, hearing.air().byThing.get(id) ?? null)
    say()
    const leave = hearing.subscribeTo(id, say)
    return () => {
      leave()
      words.say(null, null)
    }
  }, [words, hearing, id])
  return <div ref={place} className="spoken" />
})

interface ShownWords extends BubbleHandle {
  /** Shows words in a place of their speaker's element; null: no longer. */
  readonly say: (place: HTMLElement | null, said: SpeechInSight | null) => void
}

function createWords(): ShownWords {
  let at: BubbleSide = { side: 'middle', isHigh: false }
  let cut = NOT_CUT
  let bubble: HTMLElement | null = null
  /** Words that have faded, and are taken out when there is time. */
  let faded: HTMLElement | null = null

  function turn(next: BubbleSide): void {
    at = next
    if (bubble === null) return
    bubble.dataset['side'] = at.side === 'middle' ? cut.side : at.side
    if (at.isHigh || cut.isAbove) bubble.dataset['below'] = 'true'
    else delete bubble.dataset['below']
  }

  return {
    turn,
    say(place, said) {
      const speaker = (bubble ?? place)?.closest<HTMLElement>('.figure, .thing')
      if (bubble !== null) cuts?.unobserve(bubble)
      faded?.remove()
      faded = bubble
      bubble = null
      if (said === null && place !== null) removeLater(faded)
      else faded?.remove()
      if (place === null || said === null) {
        delete speaker?.dataset['said']
        return
      }
      // The same words said again come up again.
      bubble = bubbleOf(said)
      cut = NOT_CUT
      turn(at)
      place.append(bubble)
      if (speaker) speaker.dataset['said'] = 'true'
      whenCut(bubble, (found) => {
        cut = found
        turn(at)
      })
    },
  }
}

function bubbleOf({ words, voice }: SpeechInSight): HTMLElement {
  const bubble = document.createElement('p')
  bubble.className = 'bubble'
  bubble.dataset['voice'] = voice
  bubble.style.setProperty('--stay', fadeDelayMs(words))
  bubble.textContent = words
  return bubble
}

/** Nobody sees them any more, and taking them out costs a part of a frame. */
function removeLater(faded: HTMLElement | null): void {
  if (faded === null) return
  faded.dataset['gone'] = ''
  whenIdle(() => faded.remove())
}

/**
 * Where the window would cut words off as they come up: a phone shows a part of the floor's width, and many
 * words are high.
 */
interface CutOffAt {
  readonly side: FloorSide
  readonly isAbove: boolean
}

const NOT_CUT: CutOffAt = { side: 'middle', isAbove: false }

const waiting = new WeakMap<Element, (cut: CutOffAt) => void>()

/**
 * Tells once where words are cut off, as soon as they are laid out; most are nowhere. Not measured at once:
 * in a crowd somebody says something in every other frame, and the page would be laid out twice in each.
 */
function whenCut(bubble: HTMLElement, tell: (cut: CutOffAt) => void): void {
  waiting.set(bubble, tell)
  cuts ??= new IntersectionObserver(lookAtCuts)
  cuts.observe(bubble)
}

let cuts: IntersectionObserver | undefined

function lookAtCuts(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, boundingClientRect } of entries) {
    cuts?.unobserve(target)
    const room = target.closest('.floor-window')?.getBoundingClientRect()
    if (!room) continue
    const { left, right, top } = boundingClientRect
    const side = right > room.right ? 'right' : left < room.left ? 'left' : 'middle'
    const isAbove = top < room.top
    if (side !== 'middle' || isAbove) waiting.get(target)?.({ side, isAbove })
  }
}
