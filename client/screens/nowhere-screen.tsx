// An address at which there is nothing to see.
import { Calm } from '../parts/calm.tsx'
import { Link } from '../parts/route-link.tsx'
import { HOME } from '../navigation/route.ts'

interface NowhereScreenProps {
  /** One signs in there, where people do. */
  readonly isDoor: boolean
}

export default function NowhereScreen({ isDoor }: NowhereScreenProps) {
  return (
    <Calm
      title={isDoor ? 'Nobody needs to sign in here' : 'There is nothing at this address'}
      text={
        isDoor
          ? 'This node is open: a name is enough, and you have given yours.'
          : 'A world’s address is two words with a slash, such as ada/garden.'
      }
    >
      <Link to={HOME} className="button">
        See the worlds here
      </Link>
    </Calm>
  )
}
