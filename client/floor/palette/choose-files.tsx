// The button that lets one choose files to bring onto the floor, for a keyboard and a phone, which have no
// hand to drop them.
import { FileUp } from 'lucide-react'
import { Button } from '../../parts/button.tsx'
import { askForFiles } from '../../world/file-requests.ts'

export function BringFiles({ onDone }: { readonly onDone: () => void }) {
  function choose(): void {
    onDone()
    askForFiles('files')
  }
  return (
    <Button look="quiet" onClick={choose}>
      <FileUp size={17} aria-hidden="true" /> Bring in Markdown files
    </Button>
  )
}
