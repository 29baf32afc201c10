// The words of people who are not visible on this floor, while they are in the air: at its foot.
import { useShownFloor } from '../world/shown-floor.ts'
import { useTitle, useWorld } from '../world/context/use-world.ts'
import { useUnseen } from '../world/play/use-hearing.ts'
import type { SpeechInSight } from '../world/play/hearing.ts'
import { fadeDelayMs } from '../world/play/speech-time.ts'
import '../drawings/speech-bubble.css'

export default function PeopleBubbles() {
  const { view } = useWorld()
  const floor = useShownFloor()
  const title = useTitle()
  const heard = useUnseen(floor)
  if (heard.length === 0) return null
  const nameOf = ({ by, person }: SpeechInSight): string => {
    if (by === view.root && by !== null) return title
    return person ?? (by && view.artifact(by)?.name) ?? 'Somebody'
  }
  return (
    <div className="people-bubbles">
      {heard.map((one) => (
        <p
          key={`${one.person} ${one.at}`}
          className="people-bubble"
          data-voice={one.voice}
          style={{ '--stay': fadeDelayMs(one.words) }}
        >
          <b>{nameOf(one)}</b> {one.words}
        </p>
      ))}
    </div>
  )
}
