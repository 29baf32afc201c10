// The words of the people around, the questions of programs, the announcements about them, and the people
// whom one meets.
import AloudRegion from '../../people/aloud/aloud-region.tsx'
import MeetingPeople from '../../peers/tell-meetings.tsx'
import Questions from '../../play/questions.tsx'
import PeopleBubbles from '../../talk/people-bubbles.tsx'

export default function PeopleAround() {
  return (
    <>
      <PeopleBubbles />
      <AloudRegion />
      <MeetingPeople />
      <Questions />
    </>
  )
}
