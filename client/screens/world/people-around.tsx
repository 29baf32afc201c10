// What the people around one say, what is told of them aloud, and with whom one meets.
import AloudRegion from '../../people/aloud/aloud-region.tsx'
import MeetingPeople from '../../peers/tell-meetings.tsx'
import PeopleBubbles from '../../talk/people-bubbles.tsx'

export default function PeopleAround() {
  return (
    <>
      <PeopleBubbles />
      <AloudRegion />
      <MeetingPeople />
    </>
  )
}
