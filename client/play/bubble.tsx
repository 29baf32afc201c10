// Words in the air, over the thing that says them.
import type { Speech } from '../../shared/world/now-values.ts'
import type { Side } from '../floor/side.ts'
import './bubble.css'

interface BubbleProps {
  readonly said: Speech
  /** Near which edge of the floor the thing stands. */
  readonly side: Side
}

export function Bubble({ said, side }: BubbleProps) {
  // The same words said again come up again.
  return (
    <output key={said.at} className="bubble" data-side={side} data-voice={said.voice}>
      {said.words}
    </output>
  )
}
