// What people say, while it is in the air: at the foot of the floor, since people stand nowhere on it yet.
import { useBubbles } from './bubbles.ts'

export default function PeopleBubbles() {
  const { byPeople } = useBubbles()
  if (byPeople.length === 0) return null
  return (
    <div className="people-bubbles">
      {byPeople.map(({ person, words, at }) => (
        <output key={`${person} ${at}`} className="people-bubble">
          <b>{person ?? 'Somebody'}</b> {words}
        </output>
      ))}
    </div>
  )
}
