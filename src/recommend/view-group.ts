import type { LearnerView } from './learner-view.js';

/**
 * A group of learners seen as one, so that one practice can be chosen for all of them: mastery, success and gain are
 * the members' means, a point is known where it is of any of them, and what any of them has met is not given again.
 *
 * @throws RangeError for a group without members
 * @example
 * recommendFor(viewGroup('group A', members.map((state) => viewLearner(state, 'math', models))), prepared, request);
 */
export function viewGroup(name: string, members: readonly LearnerView[]): LearnerView {
  if (members.length === 0) throw new RangeError('a group needs at least one member');
  const points = new Set<string>();
  const seen = new Set<string>();
  for (const member of members) {
    for (const point of member.points) points.add(point);
    for (const item of member.seen) seen.add(item);
  }
  const mean = (value: (member: LearnerView) => number): number =>
    members.reduce((sum, member) => sum + value(member), 0) / members.length;
  const known = new Map<string, { probability: number; answers: number }>();
  return {
    learner: name,
    points,
    seen,
    mastery: (point) => {
      let found = known.get(point);
      if (found === undefined) {
        let answers = 0;
        for (const member of members) answers += member.mastery(point).answers;
        found = { probability: mean((member) => member.mastery(point).probability), answers };
        known.set(point, found);
      }
      return found;
    },
    success: (item) => mean((member) => member.success(item)),
    gain: (item, point) => mean((member) => member.gain(item, point)),
  };
}
