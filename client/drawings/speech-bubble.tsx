// Words in the air, over the thing or the person that says them.
import { useEffect, useRef, useState } from 'react'
import type { FloorSide } from '../world/geometry/floor-side.ts'
import type { SpeechInSight } from '../world/play/hearing.ts'
import { fadeDelayMs } from '../world/play/speech-time.ts'
import './speech-bubble.css'

interface BubbleProps {
  readonly said: SpeechInSight
  /** Near which edge of the floor the thing stands. */
  readonly side: FloorSide
  /** Too near to the top of the floor for words above it. */
  readonly isHigh: boolean
}

/** The same words said again come up again. */
export const Bubble = (props: BubbleProps) => <Words key={props.said.at} {...props} />

/** They are said aloud elsewhere, so slowly that they can be heard. */
function Words({ said, side, isHigh }: BubbleProps) {
  const element = useRef<HTMLParagraphElement>(null)
  const [cut, setCut] = useState<CutOffAt>(NOT_CUT)
  useEffect(() => watchCut(element.current, setCut), [])
  return (
    <p
      ref={element}
      className="bubble"
      style={{ '--stay': fadeDelayMs(said.words) }}
      data-side={side === 'middle' ? cut.side : side}
      data-below={isHigh || cut.isAbove || undefined}
      data-voice={said.voice}
    >
      {said.words}
    </p>
  )
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

/**
 * Tells once where words are cut off, as soon as they are laid out. Not measured at once: in a crowd somebody
 * says something in every other frame, and the page would be laid out twice in each.
 */
function watchCut(words: HTMLElement | null, tell: (cut: CutOffAt) => void): (() => void) | undefined {
  if (!words) return undefined
  const observer = new IntersectionObserver(([seen]) => {
    observer.disconnect()
    const room = words.closest('.floor-window')?.getBoundingClientRect()
    if (!seen || !room) return
    const { left, right, top } = seen.boundingClientRect
    const side = right > room.right ? 'right' : left < room.left ? 'left' : 'middle'
    tell({ side, isAbove: top < room.top })
  })
  observer.observe(words)
  return () => observer.disconnect()
}
