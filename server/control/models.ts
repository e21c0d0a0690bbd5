import type { Tier } from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { ModelWishes } from '../generation/model-choices.ts';
import type { ModelStanding } from '../generation/model-standing.ts';
import type { OfferedModel } from '../generation/offered-models.ts';
import type { Latency } from '../usage/latency-stats.ts';
import { audit, type ControlContext } from './context.ts';
import { rangeOf, type TimeRange } from './ranges.ts';

/** Aliases that are given, or taken, in one call. */
export const MOST_ALIASES = 100;

/** A model with what it can do, who can run it now, and how it went in a time range. */
export interface ModelReport extends Omit<OfferedModel, 'credits'>, ModelStanding {
  /** Credits of one result by plan; null when they are not known. */
  prices: readonly { tier: Tier; credits: number }[] | null;
  /** Other names for it. */
  aliases: readonly string[];
  /** Those of them that operators have set; the others stand in the configuration. */
  operatorAliases: readonly string[];
  /** An operator has left it out of what callers are shown. It works when it is asked for. */
  hidden: boolean;
  completed: number;
  failed: number;
  /** Credits. */
  spent: number;
  /** Share of the jobs that were completed; null without a job. */
  success: number | null;
  /** How long completed jobs took; null without one. */
  latency: Latency | null;
}

/** Every name that is offered, in the order of the catalogue; aliases stand with what they are another name for. */
export async function listModels({ services }: ControlContext, range: TimeRange): Promise<ModelReport[]> {
  const all = services.models.list();
  const own = all.filter(({ aliasOf }) => aliasOf === null);
  const standings = services.models.standing(own.map(({ id }) => id));
  const points = await services.usage.report({ ...range, by: null, timeZone: 'UTC', groupBy: ['model'] });
  const usage = new Map(points.map((point) => [point.model, point]));
  return Promise.all(
    own.map(async ({ credits, ...model }, index) => {
      const { variants = [], eligible = 0, passedOver = [] } = standings[index] ?? {};
      const counts = variants.flatMap((id) => usage.get(id) ?? []);
      const sum = (of: 'completed' | 'failed' | 'credits') => counts.reduce((total, point) => total + point[of], 0);
      const [completed, failed] = [sum('completed'), sum('failed')];
      const aliases = all.flatMap(({ id, aliasOf }) => (aliasOf === model.id ? [id] : []));
      return {
        ...{ ...model, variants, eligible, passedOver, completed, failed, spent: sum('credits') },
        prices: credits && model.tiers.flatMap((tier) => ({ tier, credits: credits[tier] ?? 0 })),
        aliases,
        operatorAliases: aliases.filter(services.models.isOperators),
        hidden: services.models.isHidden(model.id),
        success: completed + failed === 0 ? null : completed / (completed + failed),
        latency: completed === 0 ? null : await services.usage.latency({ ...range, models: variants }),
      };
    }),
  );
}

/** The model of a name, which may be an alias. @throws ServiceError `model_not_found` */
export async function modelOf(context: ControlContext, name: string, range: TimeRange): Promise<ModelReport> {
  const all = await listModels(context, range);
  const found = all.find((model) => model.id === name || model.aliases.includes(name));
  if (found !== undefined) return found;
  throw new ServiceError('model_not_found', `There is no model ${name}.`, { param: 'name' });
}

/**
 * Hides or shows a model, gives it further names or takes them away; how it went is told of the last day.
 * @throws ServiceError `model_not_found`, `invalid_value`, `not_found`; ControlError `conflict`
 */
export async function updateModel(context: ControlContext, name: string, wishes: ModelWishes): Promise<ModelReport> {
  const changes = await context.services.models.update(name, wishes);
  if (changes.length > 0) await audit(context, { action: 'model.update', subject: name, changes });
  return modelOf(context, name, rangeOf({}, context.services.now()));
}

/** Catalogue ids of names as callers write them, by which usage counts; null stays null. */
export function variantsOf({ services }: ControlContext, names: readonly string[] | null | undefined): string[] | null {
  if (names == null) return null;
  return services.models
    .standing(names)
    .flatMap(({ variants }, index) => (variants.length > 0 ? variants : [names[index] ?? '']));
}
