// All data of the node about oneself, to take home.
import { Download } from 'lucide-react'
import { PagePart } from '../parts/page-part.tsx'
import '../parts/button.css'

/** On the account's page. The browser shows how far it is: it is a download like any other. */
export function MyDataPart() {
  return (
    <PagePart
      title="What is stored about you"
      text="One file with everything: how you sign in, who you invited, who can do what in your worlds, and each world with its history and as a folder of text files. A page inside explains it all."
    >
      <div className="account-ways">
        <a className="button" href="/api/account/data" download>
          <Download size={17} aria-hidden="true" /> Download everything
        </a>
      </div>
    </PagePart>
  )
}
