// The mark on a held thing that is elsewhere: two rings of a chain at its corner. The words are beside it.
import { Link2 } from 'lucide-react'
import './link-mark.css'

export function LinkMark() {
  return (
    <span className="link-mark" aria-hidden="true">
      <Link2 size={13} strokeWidth={2.5} />
    </span>
  )
}
