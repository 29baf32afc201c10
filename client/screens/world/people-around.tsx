// The words of the people around, the questions of programs, the announcements about them, and the people
// whom one meets.
import AloudRegion from '../../people/aloud/aloud-region.tsx'
import MeetingPeople from '../../peers/tell-meetings.tsx'
import Questions from '../../play/questions.tsx'
import type { Viewport } from '../../world/geometry/viewport.ts'
import PeopleBubbles from '../../talk/people-bubbles.tsx'

export default function PeopleAround({ viewport }: { readonly viewport: Viewport }) {
  return (
    <>
      <PeopleBubbles />
      <AloudRegion />
      <MeetingPeople />
      <Questions viewport={viewport} />
    </>
  )
}
