// Shows on the page who wrote what, or not.
import { useAuthorsShown, toggleAuthors } from '../../world/timeline-shown.ts'

export function AuthorsSwitch() {
  return (
    <label className="authors-switch">
      <input type="checkbox" checked={useAuthorsShown()} onChange={toggleAuthors} />
      Show on the page who wrote what
    </label>
  )
}
