// What people say, and the world itself, while it is in the air: at the foot of the floor, since they stand nowhere on it.
import { useTitle } from '../floor/world.ts'
import { useBubbles } from './bubbles.ts'
import { fadesAfter } from './stay.ts'

export default function PeopleBubbles() {
  const { byOthers } = useBubbles()
  const title = useTitle()
  if (byOthers.length === 0) return null
  return (
    <div className="people-bubbles">
      {byOthers.map(({ by, person, words, at }) => (
        <output key={`${person} ${at}`} className="people-bubble" style={{ '--stay': fadesAfter(words) }}>
          <b>{by === null ? (person ?? 'Somebody') : title}</b> {words}
        </output>
      ))}
    </div>
  )
}
