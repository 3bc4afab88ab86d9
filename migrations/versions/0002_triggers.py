"""Triggers that keep the search index's counts exact and mark authors whose metrics changed.

Revision: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FUNCTIONS = (
    r"""
CREATE OR REPLACE FUNCTION mark_author_merged()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN INSERT INTO author_metric_marks (organization_id, author_id) VALUES (NEW.organization_id, NEW.id); RETURN NULL; END $function$
""",
    r"""
CREATE OR REPLACE FUNCTION mark_authorships_added()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN INSERT INTO author_metric_marks (organization_id, paper_id) SELECT DISTINCT c.organization_id, c.paper_id FROM added c WHERE EXISTS (SELECT 1 FROM organizations o WHERE o.id = c.organization_id); RETURN NULL; END $function$
""",
    r"""
CREATE OR REPLACE FUNCTION mark_authorships_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN INSERT INTO author_metric_marks (organization_id, paper_id) SELECT DISTINCT c.organization_id, c.paper_id FROM added c WHERE EXISTS (SELECT 1 FROM organizations o WHERE o.id = c.organization_id);INSERT INTO author_metric_marks (organization_id, paper_id) SELECT DISTINCT c.organization_id, c.paper_id FROM removed c WHERE EXISTS (SELECT 1 FROM organizations o WHERE o.id = c.organization_id);INSERT INTO author_metric_marks (organization_id, author_id) SELECT DISTINCT c.organization_id, c.author_id FROM removed c WHERE EXISTS (SELECT 1 FROM organizations o WHERE o.id = c.organization_id); RETURN NULL; END $function$
""",
    r"""
CREATE OR REPLACE FUNCTION mark_authorships_removed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN INSERT INTO author_metric_marks (organization_id, paper_id) SELECT DISTINCT c.organization_id, c.paper_id FROM removed c WHERE EXISTS (SELECT 1 FROM organizations o WHERE o.id = c.organization_id);INSERT INTO author_metric_marks (organization_id, author_id) SELECT DISTINCT c.organization_id, c.author_id FROM removed c WHERE EXISTS (SELECT 1 FROM organizations o WHERE o.id = c.organization_id); RETURN NULL; END $function$
""",
    r"""
CREATE OR REPLACE FUNCTION mark_papers_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN INSERT INTO author_metric_marks (organization_id, paper_id) SELECT c.organization_id, c.id FROM added c JOIN removed r USING (id) WHERE (c.year, c.citation_count) IS DISTINCT FROM (r.year, r.citation_count); RETURN NULL; END $function$
""",
    r"""
CREATE OR REPLACE FUNCTION search_documents_added()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO search_statistics AS s (organization_id, documents, total_length)
  SELECT organization_id, count(*), sum(length::float8) FROM added GROUP BY organization_id
  ON CONFLICT (organization_id) DO UPDATE SET documents = s.documents + excluded.documents,
    total_length = s.total_length + excluded.total_length;
  RETURN NULL;
END $function$
""",
    r"""
CREATE OR REPLACE FUNCTION search_documents_removed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(7301, organization_id)
  FROM (SELECT DISTINCT organization_id FROM removed) o;
  DELETE FROM search_postings WHERE ctid = ANY (ARRAY(
    SELECT p.ctid FROM removed d CROSS JOIN LATERAL unnest(d.lexemes) u
      CROSS JOIN LATERAL (SELECT t.id FROM search_terms t
        WHERE t.organization_id = d.organization_id AND t.term = u.lexeme OFFSET 0) t
      CROSS JOIN LATERAL (SELECT x.ctid FROM search_postings x
        WHERE x.organization_id = d.organization_id AND x.term_id = t.id
          AND x.paper_id = d.paper_id OFFSET 0) p));
  UPDATE search_statistics s SET documents = s.documents - r.documents,
    total_length = s.total_length - r.total_length
  FROM (SELECT organization_id, count(*) AS documents, sum(length::float8) AS total_length
        FROM removed GROUP BY organization_id) r
  WHERE s.organization_id = r.organization_id;
  RETURN NULL;
END $function$
""",
    r"""
CREATE OR REPLACE FUNCTION search_postings_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE c record;
BEGIN
  FOR c IN SELECT organization_id, term_id, count(*)::integer AS papers
           FROM changed GROUP BY organization_id, term_id ORDER BY term_id LOOP
    UPDATE search_terms t SET papers = t.papers + TG_ARGV[0]::integer * c.papers
    WHERE t.organization_id = c.organization_id AND t.id = c.term_id;
  END LOOP;
  RETURN NULL;
END $function$
""",
    r"""
CREATE OR REPLACE FUNCTION search_terms_removed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM search_postings p USING removed t
  WHERE p.organization_id = t.organization_id AND p.term_id = t.id;
  RETURN NULL;
END $function$
""",
)
TRIGGERS = (
    r"""
CREATE TRIGGER mark_authors_merged AFTER UPDATE OF merged_into ON authors FOR EACH ROW WHEN ((old.merged_into IS DISTINCT FROM new.merged_into)) EXECUTE FUNCTION mark_author_merged()
""",
    r"""
CREATE TRIGGER mark_authorships_delete AFTER DELETE ON authorships REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION mark_authorships_removed()
""",
    r"""
CREATE TRIGGER mark_authorships_insert AFTER INSERT ON authorships REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION mark_authorships_added()
""",
    r"""
CREATE TRIGGER mark_authorships_update AFTER UPDATE ON authorships REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION mark_authorships_changed()
""",
    r"""
CREATE TRIGGER mark_papers_update AFTER UPDATE ON papers REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION mark_papers_changed()
""",
    r"""
CREATE TRIGGER added AFTER INSERT ON search_documents REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_documents_added()
""",
    r"""
CREATE TRIGGER removed AFTER DELETE ON search_documents REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION search_documents_removed()
""",
    r"""
CREATE TRIGGER added AFTER INSERT ON search_postings REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_postings_changed('1')
""",
    r"""
CREATE TRIGGER removed AFTER DELETE ON search_postings REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_postings_changed('-1')
""",
    r"""
CREATE TRIGGER removed AFTER DELETE ON search_terms REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION search_terms_removed()
""",
)
# Statistics of this column are those of the organizations that came first: a new one would be
# taken for a single row, and its terms be read one by one.
STATISTICS = "ALTER TABLE search_terms ALTER COLUMN organization_id SET STATISTICS 0"


def upgrade() -> None:
    """Create the functions, then the triggers that call them."""
    for statement in (*FUNCTIONS, *TRIGGERS, STATISTICS):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Drop the functions, and the triggers with them."""
    for statement in FUNCTIONS:
        name = statement.split("FUNCTION ", 1)[1].split("(", 1)[0]
        op.execute(f"DROP FUNCTION {name} CASCADE")
